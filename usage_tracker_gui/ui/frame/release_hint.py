"""A quiet word at the foot of the window that there is a newer version: a link to its page, and a cross."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QWidget

from usage_tracker_gui.domain.release import Release
from usage_tracker_gui.ui.language.dates import plain_day
from usage_tracker_gui.ui.language.translation import translate
from usage_tracker_gui.ui.look.icons import icon
from usage_tracker_gui.ui.look.theme import HALF, text_font


class ReleaseHint(QWidget):
    opened = Signal(str)  # the address of the version's page
    dismissed = Signal(str)  # the version

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._release: Release | None = None
        self._narrow = False
        self.link = QPushButton(self)
        self.link.setProperty("kind", "link")
        self.link.setFont(text_font())
        self.link.setIcon(icon("arrow-up-circle-outline", "accent"))
        self.link.clicked.connect(self._open)
        self.dismiss = QToolButton(self)
        self.dismiss.setProperty("kind", "flat")
        self.dismiss.setIcon(icon("close", "muted"))
        self.dismiss.setIconSize(QSize(12, 12))
        self.dismiss.setStyleSheet("padding: 2px; min-height: 12px;")
        self.dismiss.setToolTip(translate("ReleaseHint", "Say no more about this version"))
        self.dismiss.clicked.connect(self._dismiss)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(HALF)
        row.addWidget(self.link)
        row.addWidget(self.dismiss)
        self.hide()

    def show_release(self, release: Release | None) -> None:
        """None takes it away."""
        self._release = release
        self.setVisible(release is not None)
        self._write()

    def set_narrow(self, narrow: bool) -> None:
        self._narrow = narrow
        self._write()

    def _write(self) -> None:
        if self._release is None:
            return
        version = self._release.version
        told = translate("ReleaseHint", "Version {version} is there", version=version)
        self.link.setText(version if self._narrow else told)
        self.link.setAccessibleName(told)
        day = plain_day(self._release.released)
        self.link.setToolTip(
            translate("ReleaseHint", "Released on {day}. Opens its page; nothing is installed by itself.", day=day)
        )
        self.dismiss.setAccessibleName(translate("ReleaseHint", "Say no more about version {version}", version=version))

    @Slot()
    def _open(self) -> None:
        if self._release is not None:
            self.opened.emit(self._release.page)

    @Slot()
    def _dismiss(self) -> None:
        if self._release is not None:
            self.dismissed.emit(self._release.version)
            self.hide()
