"""About the program: its version and newer ones, where it keeps its data, and whose work it contains."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from usage_tracker_gui.domain.release import ReleaseNews
from usage_tracker_gui.ui.frame.release_news import news_text
from usage_tracker_gui.ui.language.translation import translate
from usage_tracker_gui.ui.look.theme import GRID, SECTION
from usage_tracker_gui.ui.parts.card import Text


class AboutDialog(QDialog):
    data_folder_opened = Signal()
    release_opened = Signal(str)  # the address of a newer version's page

    def __init__(
        self, version: str, qt_version: str, data_folder: str, licences: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(translate("About", "About UsageTracker"))
        self.resize(880, 480)
        name = Text(f"UsageTracker {version}", size=SECTION, bold=True)
        what = Text(translate("About", "What your LLM API keys use and cost, while it happens."), tone="muted")
        qt = Text(
            translate("About", "Made with Qt {version}, which is under the LGPL.", version=qt_version), tone="muted"
        )
        self.folder = Text(translate("About", "Data folder: {folder}", folder=data_folder))
        self.folder.setWordWrap(True)
        self._page = ""
        self.news = Text("")
        self.news.setWordWrap(True)
        self.release = QPushButton(translate("About", "Open its page"))
        self.release.setProperty("kind", "link")
        self.release.clicked.connect(self._open_release)
        versions = QHBoxLayout()
        versions.setSpacing(2 * GRID)
        versions.addWidget(self.news, 1)
        versions.addWidget(self.release)
        self.licences = QPlainTextEdit(licences)
        self.licences.setReadOnly(True)
        self.licences.setTabChangesFocus(True)
        self.licences.setAccessibleName(translate("About", "Licences"))
        self.licences.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.licences.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.open_folder = QPushButton(translate("About", "Open data folder"))
        self.open_folder.clicked.connect(self._open_folder)
        self.close_button = QPushButton(translate("About", "Close"))
        self.close_button.setDefault(True)
        self.close_button.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addWidget(self.open_folder)
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        layout.setSpacing(GRID)
        layout.addWidget(name)
        layout.addWidget(what)
        layout.addLayout(versions)
        layout.addWidget(qt)
        layout.addWidget(self.folder)
        layout.addWidget(self.licences, 1)
        layout.addLayout(foot)
        self.show_news(ReleaseNews())
        self.close_button.setFocus()

    def show_news(self, news: ReleaseNews) -> None:
        self.news.setText(news_text(news))
        self._page = news.newer.page if news.newer is not None else ""
        self.release.setVisible(bool(self._page))

    @Slot()
    def _open_release(self) -> None:
        self.release_opened.emit(self._page)

    @Slot()
    def _open_folder(self) -> None:
        self.data_folder_opened.emit()
