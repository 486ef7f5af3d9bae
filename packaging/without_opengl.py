"""Runs before the bundle's programs: pyqtgraph imports Qt's OpenGL modules, and draws by them only when asked to.

We never ask, so these stand-ins take the place of 10 MB of libraries.
"""

import sys
import types

for name in ("PySide6.QtOpenGL", "PySide6.QtOpenGLWidgets"):
    sys.modules[name] = types.ModuleType(name)
sys.modules["PySide6.QtOpenGLWidgets"].QOpenGLWidget = object  # type: ignore[attr-defined]
