"""What is open and selected, and what is done with it: reads, follows, analyses, draws, takes back; no widgets."""
