"""The window; Qt is known here, and in `export` by `painter`, `raster`, `foreign` and `figure`."""

import sys
from typing import Any

import PySide6.QtCore  # noqa: F401

_features: Any = sys.modules.get("shibokensupport.feature")
if hasattr(_features, "_mod_uses_pyside"):
    # For `from __feature__ import snake_case`, which nobody here has, PySide reads the source of every module that is
    # imported after it, and asks for its encoding: a twentieth of the first frame, and more of what comes after.
    _features._mod_uses_pyside = lambda _module: False
