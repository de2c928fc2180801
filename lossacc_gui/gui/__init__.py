"""The window; Qt is known here, and in `export` by `painter`, `raster`, `foreign` and `figure`."""

import builtins

import PySide6.QtCore  # noqa: F401

if hasattr(builtins, "__orig_import__"):
    # For `from __feature__ import snake_case`, which nobody here has, PySide puts a function of its own before every
    # import, and reads the source of each new module: a twentieth of the first frame, and more of what comes after.
    builtins.__import__ = builtins.__orig_import__
