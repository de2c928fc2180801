"""A figure for a paper: the drawing, the words for LaTeX, the numbers, and scripts that draw it anew."""
