"""The chart on the screen; the only room that knows pyqtgraph."""
