"""Who answers what the program is and whose work it contains."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot, qVersion

from usage_tracker_gui import __version__
from usage_tracker_gui.ui.main_window import MainWindow


class HelpDesk(QObject):
    data_folder_opened = Signal()

    def __init__(self, window: MainWindow, data_folder: str) -> None:
        super().__init__(window)
        self._window = window
        self._data_folder = data_folder
        window.about_requested.connect(self.show_about)

    @Slot()
    def show_about(self) -> None:
        from usage_tracker_gui.settings.licences import licences
        from usage_tracker_gui.ui.frame.about import AboutDialog

        self.about = AboutDialog(__version__, qVersion(), self._data_folder, licences(), self._window)
        self.about.data_folder_opened.connect(self.data_folder_opened)
        self.about.show()
