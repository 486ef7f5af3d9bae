"""What a page shows when it has nothing to show: what will be here, and the one next step."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from usage_tracker_gui.ui.look.icons import icon
from usage_tracker_gui.ui.look.theme import GRID, SECTION
from usage_tracker_gui.ui.parts.card import Text

TEXT_WIDTH = 440


class EmptyState(QWidget):
    step_taken = Signal()

    def __init__(self, picture: str, title: str, text: str, step: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picture = QLabel()
        self.title = Text(title, size=SECTION, bold=True)
        self.text = Text(text, tone="muted")
        self.text.setWordWrap(True)
        self.text.setFixedWidth(TEXT_WIDTH)
        self.button = QPushButton(step)
        self.button.setProperty("kind", "primary")
        self.button.clicked.connect(self._take_step)
        layout = QVBoxLayout(self)
        layout.setSpacing(GRID)
        layout.addStretch(2)
        for widget in (self.picture, self.title, self.text, self.button):
            if isinstance(widget, QLabel):
                widget.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)
        self.show_words(title, text, step)
        self._icon = picture
        self._draw_picture()

    def _draw_picture(self) -> None:
        self.picture.setPixmap(icon(self._icon, "muted").pixmap(40, 40))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_icon"):
            self._draw_picture()

    def show_words(self, title: str, text: str, step: str) -> None:
        self.title.setText(title)
        self.text.setText(text)
        self.text.setFixedHeight(max(0, self.text.heightForWidth(TEXT_WIDTH)))
        self.button.setText(step)
        self.button.setVisible(bool(step))

    def _take_step(self) -> None:
        self.step_taken.emit()
