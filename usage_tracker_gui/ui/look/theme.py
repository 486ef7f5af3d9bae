"""The look in one place: colours for light and dark, an 8-pixel grid, three type sizes, the colours of series.

Widgets that paint themselves ask `tokens_of(self)` inside `paintEvent`: the answer follows the palette, so a change
of theme needs no wiring beyond the repaint that Qt makes anyway.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Literal
from weakref import WeakKeyDictionary
from zlib import crc32

from PySide6.QtCore import QObject, QRect, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPainter, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from usage_tracker_gui.ui.look.style_sheet import style_sheet
from usage_tracker_gui.ui.look.tokens import DARK, LIGHT, Tokens

GRID = 8  # distances between things
HALF = 4  # distances inside a control
CONTROL = 32  # the height of what stands in a row above a page
RADIUS = 10  # of a card
CONTROL_RADIUS = 6

TEXT = 12  # pixels; Qt scales them with the screen
SECTION = 15
HERO = 26

ThemeChoice = Literal["system", "light", "dark"]


def tokens_of(widget: QWidget) -> Tokens:
    """The colours of the theme that this widget is drawn in."""
    return DARK if widget.palette().color(QPalette.ColorRole.Window).lightness() < 128 else LIGHT


def current_tokens() -> Tokens:
    """The colours of the application's theme, for things that are no widgets: icons, item models, delegates."""
    return DARK if QGuiApplication.palette().color(QPalette.ColorRole.Window).lightness() < 128 else LIGHT


def text_font(size: int = TEXT, *, bold: bool = False) -> QFont:
    """The system's own UI font in one of the three sizes and two weights."""
    font = QFont(QGuiApplication.font())
    font.setPixelSize(size)
    font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    return font


def numbers_font(size: int = TEXT, *, bold: bool = False) -> QFont:
    """`text_font` with figures of one width, so that columns and changing numbers stand still."""
    font = text_font(size, bold=bold)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def shows_focus(widget: QWidget) -> bool:
    """True when the widget has the focus and the keyboard moved it there: who uses a mouse needs no ring."""
    return widget.hasFocus() and widget.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)


class Theme(QObject):
    """The application's theme: a person's choice, or the system's colour scheme, followed while it changes."""

    changed = Signal(object)  # Tokens

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._choice: ThemeChoice = "system"
        self._tokens: Tokens | None = None
        app.styleHints().colorSchemeChanged.connect(self._follow)

    @property
    def choice(self) -> ThemeChoice:
        return self._choice

    def choose(self, choice: ThemeChoice) -> None:
        self._choice = choice
        hints = self._app.styleHints()
        if choice == "system":
            hints.unsetColorScheme()
        else:  # also tells the platform, so that native title bars agree
            hints.setColorScheme(Qt.ColorScheme.Dark if choice == "dark" else Qt.ColorScheme.Light)
        self._draw()

    @Slot(Qt.ColorScheme)
    def _follow(self, _scheme: Qt.ColorScheme) -> None:
        self._draw()

    def _draw(self) -> None:
        tokens = self._wanted()
        if tokens is self._tokens:
            return
        self._tokens = tokens
        self._app.setPalette(palette_of(tokens))
        self._app.setStyleSheet(style_sheet(tokens))
        self.changed.emit(tokens)

    def _wanted(self) -> Tokens:
        if self._choice == "system":
            return DARK if self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark else LIGHT
        return DARK if self._choice == "dark" else LIGHT


def fill(painter: QPainter, room: QRect | QRectF, color: str) -> None:
    """`QPainter.fillRect`, without the 5 ms that Python takes for all the gradients which that could take instead."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(color))
    painter.drawRect(room)


def prefer_fusion() -> None:
    """To be called before the QApplication is made. `QApplication.setStyle` would do it afterwards, but hands back a
    QStyle, and making Python's picture of that class costs 5 ms before the first frame.
    """
    os.environ["QT_STYLE_OVERRIDE"] = "Fusion"


def apply_theme(app: QApplication, choice: ThemeChoice = "system") -> Theme:
    """Draws the application in Fusion with our palette; call again to change the choice. Returns the one theme."""
    theme = _themes.get(app)
    if theme is None:
        if os.environ.pop("QT_STYLE_OVERRIDE", "") != "Fusion":  # programs that we start keep their own style
            app.setStyle("Fusion")
        app.setFont(text_font())
        theme = _themes[app] = Theme(app)
    theme.choose(choice)
    return theme


# Not `app.findChild(Theme)`: that too would make Python's picture of QStyle.
_themes: WeakKeyDictionary[QApplication, Theme] = WeakKeyDictionary()

# Qt's palette has no roles for status colours. These are free: the style sheet colours tooltips, and nothing here
# shows links or bright text. A label that takes its colour from a role follows a change of theme by itself.
ROLES = {
    "text": QPalette.ColorRole.WindowText,
    "muted": QPalette.ColorRole.PlaceholderText,
    "accent": QPalette.ColorRole.Link,
    "ok": QPalette.ColorRole.LinkVisited,
    "warning": QPalette.ColorRole.ToolTipText,
    "critical": QPalette.ColorRole.BrightText,
}


def palette_of(tokens: Tokens) -> QPalette:
    """Qt's palette for these tokens."""
    role = QPalette.ColorRole
    palette = QPalette()
    for target, color in {
        role.Window: tokens.window,
        role.Base: tokens.surface,
        role.AlternateBase: tokens.window,
        role.Button: tokens.surface,
        role.Text: tokens.text,
        role.ButtonText: tokens.text,
        role.Highlight: tokens.accent,
        role.HighlightedText: tokens.on_accent,
        role.Accent: tokens.accent,
        role.ToolTipBase: tokens.surface,
        role.Light: tokens.surface,
        role.Midlight: tokens.line,
        role.Mid: tokens.strong_line,
        role.Dark: tokens.strong_line,
        role.Shadow: tokens.line,
        **{target: getattr(tokens, tone) for tone, target in ROLES.items()},
    }.items():
        palette.setColor(target, QColor(color))
    for target in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, target, QColor(tokens.disabled))
    return palette


class SeriesColors:
    """Which of the seven series colours a name wears; the same on every page that shares this object.

    One object serves one kind of name (models, keys, ...). `rank` says which names matter most now: the first seven
    have a colour of their own, and keep it for as long as they stay among the first seven. All else is "other".
    """

    SLOTS = 7

    def __init__(self) -> None:
        self._slots: dict[str, int] = {}

    def rank(self, names: Iterable[str]) -> None:
        """`names` in falling order of weight."""
        first = list(dict.fromkeys(names))[: self.SLOTS]
        self._slots = {name: slot for name, slot in self._slots.items() if name in first}
        for name in first:
            if name not in self._slots:
                self._slots[name] = self._free_slot(name)

    def has_own(self, name: str) -> bool:
        return name in self._slots

    def of(self, name: str, tokens: Tokens) -> QColor:
        slot = self._slots.get(name)
        return QColor(tokens.other if slot is None else tokens.series[slot])

    def _free_slot(self, name: str) -> int:
        """Starts at a place made of the name, so that a model mostly keeps its colour between two starts."""
        taken = set(self._slots.values())
        wish = crc32(name.encode()) % self.SLOTS
        return next(slot % self.SLOTS for slot in range(wish, wish + self.SLOTS) if slot % self.SLOTS not in taken)
