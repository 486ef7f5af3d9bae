"""Who answers what the program is, whether there is a newer one, and whose work it contains."""

from __future__ import annotations

from PySide6.QtCore import QObject, QUrl, Signal, Slot, qVersion
from PySide6.QtGui import QDesktopServices

from usage_tracker_gui import __version__
from usage_tracker_gui.domain.release import ReleaseNews
from usage_tracker_gui.ui.frame.about import AboutDialog
from usage_tracker_gui.ui.main_window import MainWindow
from usage_tracker_gui.workers.herald import Herald


class HelpDesk(QObject):
    """`dismissed` is the version whose hint a person has closed."""

    data_folder_opened = Signal()

    def __init__(self, window: MainWindow, herald: Herald, data_folder: str, dismissed: str) -> None:
        super().__init__(window)
        self._window = window
        self._data_folder = data_folder
        self._dismissed = dismissed
        self.news = ReleaseNews()
        self.about: AboutDialog | None = None
        window.about_requested.connect(self.show_about)
        window.status.release_opened.connect(self.open_page)
        window.status.release_dismissed.connect(self._dismiss)
        herald.told.connect(self._show_news)

    @Slot()
    def show_about(self) -> None:
        from usage_tracker_gui.settings.licences import licences

        self.about = AboutDialog(__version__, qVersion(), self._data_folder, licences(), self._window)
        self.about.data_folder_opened.connect(self.data_folder_opened)
        self.about.release_opened.connect(self.open_page)
        self.about.show_news(self.news)
        self.about.show()

    @Slot(str)
    def open_page(self, address: str) -> None:
        """In the person's browser. The address is one that a signed feed named, and https."""
        QDesktopServices.openUrl(QUrl(address))

    @Slot(object)
    def _show_news(self, news: ReleaseNews) -> None:
        self.news = news
        newer = news.newer
        hint = newer if newer is not None and newer.version != self._dismissed else None
        self._window.status.show_release(hint)
        if self.about is not None:
            self.about.show_news(news)

    @Slot(str)
    def _dismiss(self, version: str) -> None:
        self._dismissed = version
        self._window.preferences_changed.emit({"dismissed_version": version})
