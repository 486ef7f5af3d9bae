"""One line of a settings form: what it is, its field, and beside it either what is wrong or the way back."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from usage_tracker_gui.settings.setting import Kind, Setting, Whole
from usage_tracker_gui.ui.language.figures import plain, whole
from usage_tracker_gui.ui.language.translation import translate
from usage_tracker_gui.ui.look.theme import GRID, HALF, tokens_of
from usage_tracker_gui.ui.parts.card import Card, Text
from usage_tracker_gui.ui.parts.settings_fields import Field, field_for

LABEL_WIDTH = 232
WIDE_ENOUGH = 480
NARROWEST = 240
CONTROL_HEIGHT = 28
QWIDGETSIZE_MAX = (1 << 24) - 1  # Qt's own "no limit", which PySide does not name


class _Words(QWidget):
    """A grid asks what spans two of its rows for a size only: it gets the height at the width that it will have."""

    def sizeHint(self) -> QSize:
        width = self.minimumWidth() or LABEL_WIDTH
        return QSize(width, self.heightForWidth(width))


class FormLine(QWidget):
    """A label with its explanation on the left, anything on the right, and room for a problem below."""

    words_width = LABEL_WIDTH

    def __init__(self, label: str, help: str, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = Text(label)
        # Also a name that reads from right to left stands where the others do.
        self.label.setAlignment(
            Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        self.help = Text(help, tone="muted")
        self.help.setWordWrap(True)
        self.help.setVisible(bool(help))
        self.problem = Text("", tone="critical")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.label.setMinimumHeight(CONTROL_HEIGHT)
        self.words = _Words()
        words = QVBoxLayout(self.words)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(0)
        words.addWidget(self.label)
        words.addWidget(self.help)
        words.addStretch(1)
        self.right = QWidget()
        self.beside = QHBoxLayout(self.right)
        self.beside.setContentsMargins(0, 0, 0, 0)
        self.beside.setSpacing(GRID)
        self.beside.addWidget(content, 1)
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, GRID, 0, GRID)
        self.grid.setHorizontalSpacing(2 * GRID)
        self.grid.setVerticalSpacing(HALF)
        self.grid.setColumnStretch(1, 1)
        self._is_narrow = False
        self._arrange()

    def _arrange(self) -> None:
        """Words beside the field, or above it where there is too little room for both."""
        for widget in (self.words, self.right, self.problem):
            self.grid.removeWidget(widget)
        if self._is_narrow:
            self.words.setMaximumWidth(QWIDGETSIZE_MAX)
            self.words.setMinimumWidth(0)
            for row, widget in enumerate((self.words, self.right, self.problem)):
                self.grid.addWidget(widget, row, 0, 1, 2)
        else:
            self.words.setFixedWidth(self.words_width)
            self.grid.addWidget(self.words, 0, 0, 2, 1)
            self.grid.addWidget(self.right, 0, 1, Qt.AlignmentFlag.AlignTop)
            self.grid.addWidget(self.problem, 1, 1, Qt.AlignmentFlag.AlignTop)
        self.grid.setRowStretch(1, 0 if self._is_narrow else 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = event.size().width() < WIDE_ENOUGH
        if is_narrow != self._is_narrow:
            self._is_narrow = is_narrow
            self._arrange()

    def minimumSizeHint(self) -> QSize:
        # Qt's own guess wraps the help text far narrower than it ever stands; the true height comes from the width.
        return QSize(NARROWEST, CONTROL_HEIGHT)

    def show_problem(self, text: str) -> None:
        self.problem.set_tone("critical")
        self.problem.setText(text)
        self.problem.setVisible(bool(text))

    def show_success(self, text: str) -> None:
        self.show_problem(text)
        self.problem.set_tone("ok")

    def show_note(self, text: str) -> None:
        self.show_problem(text)
        self.problem.set_tone("muted")


class SettingRow(FormLine):
    """`changed(key, value)`: a person has set an allowed value. The row undoes to the value it was shown with."""

    changed = Signal(str, object)

    def __init__(self, key: str, setting: Setting, parent: QWidget | None = None) -> None:
        self.key = key
        self.setting = setting
        self.field: Field = field_for(setting)
        label = translate("Settings", setting.label)
        super().__init__(label, translate("Settings", setting.help), self.field, parent)
        self.label.setBuddy(self.field.control())
        self._first: object = None
        self._value: object = None
        self.undo = QPushButton(translate("SettingRow", "Undo"))
        self.undo.setProperty("kind", "flat")
        self.undo.setAccessibleName(translate("SettingRow", "Undo the change of {label}", label=label))
        keeps_place = self.undo.sizePolicy()
        keeps_place.setRetainSizeWhenHidden(True)
        self.undo.setSizePolicy(keeps_place)
        self.undo.hide()
        self.beside.addWidget(self.undo, 0, Qt.AlignmentFlag.AlignTop)
        self.field.edited.connect(self.commit)
        self.field.typed.connect(self._recheck)
        self.undo.clicked.connect(self._go_back)

    @property
    def value(self) -> object:
        return self._value

    def show_value(self, value: object, *, first: bool = False) -> None:
        if first:
            self._first = value
        self._value = value
        self.field.write(value)
        self.show_problem("")
        self._show_undo()

    @Slot()
    def commit(self) -> None:
        """Takes what stands in the field, or explains why that can't be."""
        try:
            value = self.field.read()
        except ValueError:
            self.show_problem(not_taken(allowed_by(self.setting.kind)))
            self.undo.setToolTip(translate("SettingRow", "Back to {value}", value=self._shown(self._value)))
            self.undo.show()
            return
        self.show_problem("")
        self.field.write(value)
        self._show_undo()
        if value != self._value:
            self._value = value
            self._show_undo()
            self.changed.emit(self.key, value)

    @Slot()
    def _recheck(self) -> None:
        """While a wrong value is being mended, its explanation goes as soon as it is right."""
        if self.problem.isHidden():
            return
        try:
            self.field.read()
        except ValueError:
            return
        self.show_problem("")

    @Slot()
    def _go_back(self) -> None:
        is_wrong = not self.problem.isHidden() and self.problem.tone == "critical"
        self.field.setFocus()
        self.field.write(self._value if is_wrong else self._first)
        self.commit()

    def _show_undo(self) -> None:
        self.undo.setVisible(self._value != self._first)
        self.undo.setToolTip(translate("SettingRow", "Back to {value}", value=self._shown(self._first)))

    def _shown(self, value: object) -> str:
        if self.setting.private:
            return translate("SettingRow", "what it was")
        if value in (None, ""):
            return translate("SettingRow", "nothing")
        if isinstance(value, bool):
            return translate("SettingRow", "on") if value else translate("SettingRow", "off")
        if isinstance(value, int):
            return whole(value)
        if isinstance(value, Decimal):
            return plain(value)
        choices = dict(getattr(self.setting.kind, "choices", ()))
        return translate("Settings", choices[value]) if value in choices else str(value)


def allowed_by(kind: Kind) -> str:
    """What a setting takes, in the person's language."""
    if not isinstance(kind, Whole):
        return translate("Settings", kind.allowed)
    least, most = whole(kind.least), whole(kind.most)
    if kind.optional:
        text = translate("SettingRow", "a whole number from {least} to {most}, or nothing", least=least, most=most)
    else:
        text = translate("SettingRow", "a whole number from {least} to {most}", least=least, most=most)
    return text


def not_taken(allowed: str) -> str:
    return translate("SettingRow", "Not taken. Allowed: {allowed}.", allowed=allowed)


class FormCard(Card):
    """Lines under one another, a thin rule between two."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.body.setSpacing(0)
        self._lines: list[FormLine] = []

    def add(self, line: FormLine, after: FormLine | None = None) -> None:
        place = len(self._lines) if after is None else self._lines.index(after) + 1
        self._lines.insert(place, line)
        self.body.insertWidget(self.body.count() if after is None else self.body.indexOf(after) + 1, line)

    def take(self, line: FormLine) -> None:
        """The line goes."""
        self._lines.remove(line)
        self.body.removeWidget(line)
        line.hide()
        line.deleteLater()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(QPen(QColor(tokens_of(self).line), 1))
        for line in [line for line in self._lines if not line.isHidden()][1:]:
            painter.drawLine(2 * GRID, line.y(), self.width() - 2 * GRID, line.y())
