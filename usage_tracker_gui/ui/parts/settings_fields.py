"""The fields of a settings form, one for each kind of setting: they read, write, and say when they were edited."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QRectF, QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QWidget

from usage_tracker_gui.settings.setting import Amount, Choice, Setting, Switch, Whole
from usage_tracker_gui.ui.language.figures import plain, typed_number, whole
from usage_tracker_gui.ui.language.translation import translate
from usage_tracker_gui.ui.look.theme import GRID, tokens_of
from usage_tracker_gui.ui.parts.card import Text
from usage_tracker_gui.ui.parts.choice_box import ChoiceBox

NUMBER_WIDTH = 120
LEAST_NUMBER_WIDTH = 96
TEXT_WIDTH = 260


class Field(QWidget):
    """`edited`: a person has finished a change. `typed`: one is under way."""

    edited = Signal()
    typed = Signal()

    def read(self) -> object:
        """The value as it stands; ValueError, with what is allowed, if it is none."""
        raise NotImplementedError

    def write(self, value: object) -> None:
        raise NotImplementedError

    def control(self) -> QWidget:
        """What takes the keyboard."""
        raise NotImplementedError

    def _hold(self, *widgets: QWidget) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        for widget in widgets:
            row.addWidget(widget, 100 if widget is widgets[0] else 0)
        row.addStretch(1)
        self.setFocusProxy(self.control())


def field_for(setting: Setting) -> Field:
    field: Field
    match setting.kind:
        case Switch():
            field = SwitchField()
        case Choice(choices):
            field = ChoiceField(choices)
        case Whole():
            field = NumberField(setting, decimal=False)
        case Amount():
            field = NumberField(setting, decimal=True)
        case _:
            field = TextField(setting)
    words = (translate("Settings", text) for text in (setting.help, setting.unit) if text)
    field.control().setAccessibleName(translate("Settings", setting.label))
    field.control().setAccessibleDescription(" ".join(words))
    return field


class TextField(Field):
    """Checks when the person has finished: on Enter, or on leaving the field."""

    def __init__(self, setting: Setting) -> None:
        super().__init__()
        self.setting = setting
        self.line = QLineEdit()
        self.line.setMaximumWidth(TEXT_WIDTH)
        self.line.editingFinished.connect(self.edited)
        self.line.textEdited.connect(self._tell_typed)
        self.unit = Text(translate("Settings", setting.unit), tone="muted")
        self.unit.setVisible(bool(setting.unit))
        self.unit.setWordWrap(True)  # in a narrow dialog the number needs its room
        self._hold(self.line, self.unit)

    def control(self) -> QLineEdit:
        return self.line

    def read(self) -> object:
        return self.setting.check(self.line.text().strip())

    def write(self, value: object) -> None:
        text = "" if value is None else str(value)
        if text != self.line.text():
            self.line.setText(text)
            self.line.setCursorPosition(0)

    @Slot()
    def _tell_typed(self) -> None:
        self.typed.emit()


class NumberField(TextField):
    """A line rather than a spin box: it can hold a wrong number, which is then explained and not silently changed."""

    def __init__(self, setting: Setting, *, decimal: bool) -> None:
        super().__init__(setting)
        self._decimal = decimal
        self.line.setMinimumWidth(LEAST_NUMBER_WIDTH)
        self.line.setMaximumWidth(NUMBER_WIDTH)
        self.line.setAlignment(Qt.AlignmentFlag.AlignRight)

    def read(self) -> object:
        text = self.line.text().strip()
        if not text:
            return self.setting.check(None)
        try:
            number = typed_number(text)
        except ValueError:
            return self.setting.check(text)  # refuses, in its own words
        is_whole = not self._decimal and number == number.to_integral_value()
        return self.setting.check(int(number) if is_whole else number)

    def write(self, value: object) -> None:
        if isinstance(value, Decimal):
            super().write(plain(value))
        else:
            super().write(whole(value) if isinstance(value, int) else None)


class ChoiceField(Field):
    def __init__(self, choices: tuple[tuple[str, str], ...]) -> None:
        super().__init__()
        self.box = ChoiceBox("")
        self.box.setMaximumWidth(TEXT_WIDTH)
        self.box.setMinimumWidth(NUMBER_WIDTH)
        for value, text in choices:
            self.box.addItem(translate("Settings", text), value)
        self.box.activated.connect(self._tell_edited)
        self._hold(self.box)

    def control(self) -> ChoiceBox:
        return self.box

    def read(self) -> object:
        return self.box.currentData()

    def write(self, value: object) -> None:
        self.box.setCurrentIndex(self.box.findData(value))

    @Slot()
    def _tell_edited(self) -> None:
        self.edited.emit()


class SwitchField(Field):
    def __init__(self) -> None:
        super().__init__()
        self.switch = ToggleSwitch()
        self.switch.toggled.connect(self._tell_edited)
        self._hold(self.switch)

    def control(self) -> QCheckBox:
        return self.switch

    def read(self) -> object:
        return self.switch.isChecked()

    def write(self, value: object) -> None:
        with QSignalBlocker(self.switch):
            self.switch.setChecked(bool(value))
        self.switch.update()

    @Slot()
    def _tell_edited(self) -> None:
        self.edited.emit()


class ToggleSwitch(QCheckBox):
    """A check box drawn as a switch, with the word beside it: color alone would not say which side is on."""

    _TRACK = QSize(34, 20)

    def sizeHint(self) -> QSize:
        words = max(map(self.fontMetrics().horizontalAdvance, self._words()))
        return QSize(self._TRACK.width() + GRID + words + 4, 28)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @staticmethod
    def _words() -> tuple[str, str]:
        return translate("ToggleSwitch", "On"), translate("ToggleSwitch", "Off")

    def hitButton(self, pos: object) -> bool:
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = tokens_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width, height = self._TRACK.width(), self._TRACK.height()
        track = QRectF(1.5, (self.height() - height) / 2 + 0.5, width - 3, height - 1)
        color = tokens.accent if self.isChecked() else tokens.strong_line
        color = color if self.isEnabled() else tokens.track
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(color))
        painter.drawRoundedRect(track, track.height() / 2, track.height() / 2)
        side = track.height() - 6
        left = track.right() - side - 3 if self.isChecked() else track.left() + 3
        painter.setBrush(QColor(tokens.on_accent if self.isChecked() else tokens.surface))
        painter.drawEllipse(QRectF(left, track.top() + 3, side, side))
        painter.setPen(QColor(tokens.text if self.isEnabled() else tokens.disabled))
        words = self.rect().adjusted(width + GRID, 0, 0, 0)
        on, off = self._words()
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, on if self.isChecked() else off)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(tokens.text), 1.5))
            painter.drawRoundedRect(track.adjusted(-1, -1, 1, 1), height / 2, height / 2)
