"""Text that is a table: cut into cells, headings and columns, however it was laid out."""
