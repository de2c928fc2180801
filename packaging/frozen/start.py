"""What both frozen programs start with: by the name it was called by it is the window or the command line."""

import sys
from pathlib import Path
from types import ModuleType


def without_opengl() -> None:
    """Put something empty for Qt's OpenGL: pyqtgraph imports it for curves painted by it, which are never asked for."""
    drawing, widgets = (ModuleType(f"PySide6.{name}") for name in ("QtOpenGL", "QtOpenGLWidgets"))
    widgets.QOpenGLWidget = type("QOpenGLWidget", (), {})
    sys.modules |= {module.__name__: module for module in (drawing, widgets)}


if __name__ == "__main__":
    without_opengl()
    from lossacc_gui.__main__ import command_line, main

    sys.exit(main() if Path(sys.argv[0]).stem.endswith("gui") else command_line())
