"""A label that never cuts: a text longer than its room is elided in the middle and stands whole in the tooltip."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from usage_tracker_gui.ui.look.theme import TEXT
from usage_tracker_gui.ui.parts.card import Text, Tone


class Elided(Text):
    def __init__(
        self,
        text: str = "",
        *,
        size: int = TEXT,
        bold: bool = False,
        tone: Tone = "text",
        where: Qt.TextElideMode = Qt.TextElideMode.ElideMiddle,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, size=size, bold=bold, tone=tone, parent=parent)
        self._tip = ""
        self._where = where
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def setText(self, text: str) -> None:
        super().setText(text)
        self._offer_whole()

    def set_tip(self, tip: str) -> None:
        """More to say than the whole text."""
        self._tip = tip
        self._offer_whole()

    def shown_text(self) -> str:
        # One line: a name may hold line breaks.
        whole = " ".join(self.text().split())
        return self.fontMetrics().elidedText(whole, self._where, self.width())

    def minimumSizeHint(self) -> QSize:
        return QSize(24, super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 2, super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._offer_whole()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self.font())
        group = QPalette.ColorGroup.Normal if self.isEnabled() else QPalette.ColorGroup.Disabled
        painter.setPen(self.palette().color(group, self.foregroundRole()))
        painter.drawText(self.rect(), self.alignment() | Qt.AlignmentFlag.AlignVCenter, self.shown_text())

    def _offer_whole(self) -> None:
        cut = self.fontMetrics().horizontalAdvance(self.text()) > self.width()
        self.setToolTip("\n".join(line for line in (self.text() if cut else "", self._tip) if line))
        self.update()
