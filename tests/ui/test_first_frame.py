"""Nothing heavy is imported before the first frame: the start of the whole app depends on it."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
HEAVY = (
    "pyqtgraph",
    "numpy",
    "qtawesome",
    "qtpy",
    "httpx",
    "sqlalchemy",
    "keyring",
    "alembic",
    "babel",
    "PySide6.QtSvg",
)
PROGRAM = """
import sys
sys.path.insert(0, sys.argv[1])
import made_up
from PySide6.QtWidgets import QApplication
from usage_tracker_gui.settings.preferences import Preferences
from usage_tracker_gui.ui.main_window import MainWindow
from usage_tracker_gui.ui.look.theme import apply_theme, prefer_fusion
prefer_fusion()
app = QApplication([])
apply_theme(app)
window = MainWindow(Preferences(), made_up.SERVICES)
window.show_report(made_up.report())
window.show()
app.processEvents()
is_null = window.grab().isNull()
app.setStyleSheet("")  # it wraps the style
print(app.style().name(), is_null, *sys.modules)
"""


def test_the_first_frame_is_drawn_without_heavy_libraries_and_in_fusion() -> None:
    command = [sys.executable, "-c", PROGRAM, str(HERE)]
    ended = subprocess.run(command, capture_output=True, text=True, check=True, cwd=HERE.parents[1])
    style, is_null, *modules = ended.stdout.split()
    assert style == "fusion"
    assert is_null == "False"
    assert [name for name in HEAVY if name in modules] == []
    # Pages that are not in sight are not even read from disk.
    assert not [name for name in modules if name.startswith("usage_tracker_gui.ui.") and "usage_table" in name]
    assert "usage_tracker_gui.domain.pricing" not in modules
