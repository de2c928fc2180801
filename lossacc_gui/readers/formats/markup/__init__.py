"""Tables of metrics in HTML, XML, LaTeX and Markdown."""
