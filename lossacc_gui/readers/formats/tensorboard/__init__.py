"""TensorBoard's event files and downloads."""
