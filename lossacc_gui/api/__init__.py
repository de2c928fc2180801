"""The analysis for notebooks and programs; what is promised to them is what `lossacc_gui` itself names."""
