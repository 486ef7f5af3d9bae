"""The side bar: the pages, the unread count on Alerts, and Settings at its foot. Narrow windows get icons alone."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeySequence, QPainter, QPaintEvent, QPen, QShortcut
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QVBoxLayout, QWidget

from usage_tracker_gui.ui.frame.pages import PAGES, SETTINGS, PageName
from usage_tracker_gui.ui.language.translation import counted, keys_text, translate
from usage_tracker_gui.ui.look.icons import paint_icon
from usage_tracker_gui.ui.look.theme import CONTROL_RADIUS, GRID, HALF, fill, shows_focus, text_font, tokens_of

WIDE = 168
NARROW = 56


class SideButton(QAbstractButton):
    def __init__(self, page: PageName, number: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.page = page
        self._unread = 0
        self._narrow = False
        keys = QKeySequence(f"Ctrl+{number}")
        self.setText(page.title)
        self.setAccessibleName(page.title)
        self.setToolTip(f"{page.title} ({keys_text(keys)})")
        # Not the button's own shortcut, which waits 100 ms to look pressed.
        QShortcut(keys, self, self.click)
        self.setCheckable(page is not SETTINGS)
        self.setFont(text_font())
        self.setFixedHeight(36)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def set_narrow(self, narrow: bool) -> None:
        self._narrow = narrow
        self.update()

    def set_unread(self, count: int) -> None:
        if count == self._unread:
            return
        self._unread = count
        unread = counted("SideBar", "{n} unread", "{n} unread", count)
        self.setAccessibleName(f"{self.page.title}, {unread}" if count else self.page.title)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize((NARROW if self._narrow else WIDE) - 2 * GRID, 36)

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = tokens_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self.isChecked() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.accent_soft if self.isChecked() else tokens.hover))
            painter.drawRoundedRect(room, CONTROL_RADIUS, CONTROL_RADIUS)
        if shows_focus(self):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(tokens.accent), 1.5))
            painter.drawRoundedRect(room, CONTROL_RADIUS, CONTROL_RADIUS)
        ink = QColor(tokens.accent if self.isChecked() else tokens.muted)
        left = (self.width() - 20) // 2 if self._narrow else GRID + 2
        paint_icon(painter, self.page.icon, QRectF(left, (self.height() - 20) / 2, 20, 20), ink)
        if not self._narrow:
            painter.setFont(text_font(bold=self.isChecked()))
            painter.setPen(QColor(tokens.text))
            beside = QRect(left + 20 + GRID + 2, 0, self.width() - left - 28, self.height())
            painter.drawText(beside, Qt.AlignmentFlag.AlignVCenter, self.text())
        if self._unread:
            self._paint_unread(painter)

    def _paint_unread(self, painter: QPainter) -> None:
        tokens = tokens_of(self)
        most = 9 if self._narrow else 99
        text = str(self._unread) if self._unread <= most else f"{most}+"
        painter.setFont(text_font(10, bold=True))
        width = max(16, painter.fontMetrics().horizontalAdvance(text) + 8)
        x, y = (self.width() - width, 2) if self._narrow else (self.width() - width - GRID, (self.height() - 16) // 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.critical))
        painter.drawRoundedRect(QRectF(x, y, width, 16), 8, 8)
        painter.setPen(QColor(tokens.surface))
        painter.drawText(QRect(x, y, width, 16), Qt.AlignmentFlag.AlignCenter, text)


class SideBar(QWidget):
    page_chosen = Signal(str)
    settings_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(translate("SideBar", "Pages"))
        self._buttons: dict[str, SideButton] = {}
        self._group = QButtonGroup(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID, GRID + HALF, GRID, GRID + HALF)
        column.setSpacing(HALF)
        for number, page in enumerate((*PAGES, SETTINGS), start=1):
            if page.id == "accounts":
                column.addStretch(1)
            button = SideButton(page, number, self)
            self._buttons[page.id] = button
            column.addWidget(button)
            if page is SETTINGS:
                button.clicked.connect(self._ask_for_settings)
            else:
                self._group.addButton(button)
        self._group.buttonClicked.connect(self._tell)
        self.set_narrow(False)

    def button(self, page: str) -> SideButton:
        return self._buttons[page]

    def select(self, page: str) -> None:
        self._buttons[page].setChecked(True)

    def set_unread(self, count: int) -> None:
        self._buttons["alerts"].set_unread(count)

    def set_narrow(self, narrow: bool) -> None:
        self.setFixedWidth(NARROW if narrow else WIDE)
        for button in self._buttons.values():
            button.set_narrow(narrow)

    @Slot(QAbstractButton)
    def _tell(self, button: QAbstractButton) -> None:
        if isinstance(button, SideButton):
            self.page_chosen.emit(button.page.id)

    @Slot()
    def _ask_for_settings(self) -> None:
        self.settings_requested.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = tokens_of(self)
        painter = QPainter(self)
        fill(painter, self.rect(), tokens.sunken)
        painter.setPen(QColor(tokens.line))
        painter.drawLine(self.width() - 1, 0, self.width() - 1, self.height())
