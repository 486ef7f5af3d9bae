"""Why a bill differs from the estimate: a row for each reason with its words, a bar of its size, and its amount."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from usage_tracker_gui.ui.language.figures import exact_money, money
from usage_tracker_gui.ui.language.translation import translate
from usage_tracker_gui.ui.look.theme import GRID, numbers_font, text_font, tokens_of

ROW = 24
SMALLEST_SAID = Decimal("0.00005")  # less is left to tooltips and copies
NAME_WIDTH = 160
BAR_WIDTH = 120
ROOM_FOR_WORDS = 640  # narrower, the sentence is left to the tooltip


@dataclass(frozen=True, slots=True)
class ReasonLine:
    name: str
    words: str
    usd: Decimal  # what the bill has more


def signed(usd: Decimal) -> str:
    """`+$1.20`, `−$0.30`."""
    return f"+{money(usd)}" if usd > 0 else f"−{money(-usd)}" if usd < 0 else money(usd)


class ReasonList(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[ReasonLine, ...] = ()
        self.setAccessibleName(translate("Reconcile", "Why they differ"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)

    def show_lines(self, lines: Sequence[ReasonLine]) -> None:
        self._lines = tuple(lines)
        self.setAccessibleDescription(", ".join(f"{line.name} {signed(line.usd)}" for line in lines))
        self.updateGeometry()
        self.update()

    def lines(self) -> tuple[ReasonLine, ...]:
        return self._lines

    def sizeHint(self) -> QSize:
        return QSize(400, ROW * max(1, len(self._lines)))

    def minimumSizeHint(self) -> QSize:
        return QSize(240, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = tokens_of(self)
        if not self._lines:
            painter.setPen(QColor(tokens.muted))
            painter.drawText(
                self.rect(),
                Qt.AlignmentFlag.AlignVCenter,
                translate("Reconcile", "The bill is the estimate, to the last digit"),
            )
            return
        metrics = QFontMetrics(numbers_font())
        amounts = max(metrics.horizontalAdvance(signed(line.usd)) for line in self._lines)
        largest = max(abs(line.usd) for line in self._lines)
        for at, line in enumerate(self._lines):
            self._paint_line(painter, line, QRect(0, at * ROW, self.width(), ROW), amounts, largest)

    def _paint_line(self, painter: QPainter, line: ReasonLine, room: QRect, amounts: int, largest: Decimal) -> None:
        tokens = tokens_of(self)
        middle = Qt.AlignmentFlag.AlignVCenter
        right = room.right() - amounts
        painter.setFont(numbers_font())
        painter.setPen(QColor(tokens.text))
        painter.drawText(QRect(right, room.top(), amounts, ROW), middle | Qt.AlignmentFlag.AlignRight, signed(line.usd))
        bar = QRectF(right - 2 * GRID - BAR_WIDTH, room.center().y() - 2, BAR_WIDTH, 6)
        self._paint_bar(painter, line.usd, largest, bar)
        left, end = room.left(), int(bar.left()) - 2 * GRID
        wide = self.width() >= ROOM_FOR_WORDS
        painter.setFont(text_font())
        painter.setPen(QColor(tokens.text))
        self._paint_text(painter, line.name, QRect(left, room.top(), NAME_WIDTH if wide else end - left, ROW))
        if wide:
            painter.setPen(QColor(tokens.muted))
            start = left + NAME_WIDTH + GRID
            self._paint_text(painter, line.words, QRect(start, room.top(), end - start, ROW))

    def _paint_text(self, painter: QPainter, text: str, room: QRect) -> None:
        text = painter.fontMetrics().elidedText(" ".join(text.split()), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_bar(self, painter: QPainter, usd: Decimal, largest: Decimal, room: QRectF) -> None:
        """From the left what the bill has more; from the right, in another colour, what it has less."""
        tokens = tokens_of(self)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.track))
        painter.drawRoundedRect(room, 3, 3)
        if not largest:
            return
        width = max(3.0, room.width() * float(abs(usd) / largest))
        start = room.left() if usd > 0 else room.right() - width
        painter.setBrush(QColor(tokens.accent if usd > 0 else tokens.other))
        painter.drawRoundedRect(QRectF(start, room.top(), width, room.height()), 3, 3)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = int(event.position().y() // ROW)
        self.setToolTip(self._tip(self._lines[at]) if 0 <= at < len(self._lines) else "")

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.setToolTip("")

    @staticmethod
    def _tip(line: ReasonLine) -> str:
        return f"{line.name}\n{line.words}\n{exact_money(line.usd)}"
