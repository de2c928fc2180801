"""Bytes and text of files: unpacked, decoded, growing, and never executed."""
