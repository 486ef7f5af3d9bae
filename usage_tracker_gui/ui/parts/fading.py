"""A figure that fades to its next one, so that a change is seen; it stands at once where less motion is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QPainter, QPaintEvent

from usage_tracker_gui.ui.parts.card import Text

if TYPE_CHECKING:
    from PySide6.QtCore import QVariantAnimation

FADE_MS = 150


class FadingText(Text):
    """Idle it is a label like any other: the animation is made for the first change and runs while it lasts."""

    _before = ""
    _fade: QVariantAnimation | None = None

    def setText(self, text: str) -> None:
        before = self.text()
        super().setText(text)
        if before and before != text and self.isVisible():
            self._begin(before)

    @property
    def is_fading(self) -> bool:
        return self._fade is not None and self._fade.state() == self._fade.State.Running

    def _begin(self, before: str) -> None:
        from PySide6.QtCore import QVariantAnimation  # after the first frame, both

        from usage_tracker_gui.ui.look.motion import motion

        if not motion().is_wanted:
            return
        self._before = before
        if self._fade is None:
            self._fade = QVariantAnimation(self)
            self._fade.setDuration(FADE_MS)
            self._fade.setStartValue(0.0)
            self._fade.setEndValue(1.0)
            self._fade.valueChanged.connect(self.update)
        self._fade.stop()
        self._fade.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._fade is None or not self.is_fading:
            super().paintEvent(event)
            return
        part = float(self._fade.currentValue())
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(self.palette().color(self.foregroundRole()))
        for text, opacity in ((self._before, 1 - part), (self.text(), part)):
            painter.setOpacity(opacity)
            painter.drawText(self.contentsRect(), self.alignment(), text)
