"""A small style sheet on top of Fusion: buttons, fields, tables and scroll bars in our lines and radii.

Kept small on purpose: every rule is matched against every widget at start. Combo boxes, spin boxes and check boxes are
Fusion's own, which draws them from our palette. Dynamic properties that it knows:
`kind="primary"` (the one next step), `kind="flat"` (no frame until hovered), `kind="link"` (a word in the accent
colour), `kind="danger"`.
"""

from __future__ import annotations

from dataclasses import asdict
from string import Template

from usage_tracker_gui.ui.look.tokens import Tokens

_SHEET = Template("""
QPushButton, QToolButton {
    background: $surface; color: $text; border: 1px solid $line; border-radius: 6px;
    padding: 4px 12px; min-height: 18px;
}
QToolButton { padding: 4px 8px; }
QPushButton:hover, QToolButton:hover { background: $hover; }
QPushButton:pressed, QToolButton:pressed, QToolButton:checked { background: $accent_soft; }
QPushButton:disabled, QToolButton:disabled { color: $disabled; }
QPushButton:focus, QToolButton:focus, QLineEdit:focus, QPlainTextEdit:focus {
    border: 1px solid $accent;
}
QPushButton[kind="primary"] { background: $accent; color: $on_accent; border-color: $accent; font-weight: 600; }
QPushButton[kind="primary"]:focus { border-color: $text; }
QPushButton[kind="primary"]:disabled { background: $track; color: $disabled; border-color: $line; }
QPushButton[kind="danger"] { color: $critical; }
QPushButton[kind="flat"], QToolButton[kind="flat"] { background: transparent; border-color: transparent; }
QPushButton[kind="flat"]:hover, QToolButton[kind="flat"]:hover { background: $hover; }
QPushButton[kind="flat"]:focus, QToolButton[kind="flat"]:focus { border-color: $accent; }
QPushButton[kind="link"] {
    background: transparent; border: 1px solid transparent; color: $accent; padding: 1px 0; min-height: 16px;
}
QPushButton[kind="link"]:hover { text-decoration: underline; }
QPushButton[kind="link"]:focus { border-color: $accent; }
QToolButton::menu-indicator { image: none; width: 0; }
QLineEdit, QPlainTextEdit {
    background: $surface; border: 1px solid $field_line; border-radius: 6px; padding: 3px 8px; min-height: 20px;
    selection-background-color: $accent; selection-color: $on_accent;
}
QLineEdit:disabled, QPlainTextEdit:disabled, QPlainTextEdit[readOnly="true"] { border-color: $line; }
QTableView, QTreeView, QListView {
    background: $surface; border: none; outline: none;
    selection-background-color: $accent_soft; selection-color: $text;
}
QHeaderView { background: $surface; }
QHeaderView::section {
    background: $surface; color: $muted; border: none; border-bottom: 1px solid $line; padding: 4px 8px;
}
QHeaderView::section:hover { color: $text; }
QTableCornerButton::section { background: $surface; border: none; }
QMenu { background: $surface; border: 1px solid $line; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 12px; border-radius: 4px; }
QMenu::item:selected { background: $accent_soft; color: $text; }
QMenu::item:disabled { color: $disabled; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
QMenu::icon { padding-left: 8px; }
QToolTip { background: $surface; color: $text; border: 1px solid $line; padding: 4px 6px; }
QScrollArea { background: transparent; border: none; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QScrollBar { background: transparent; border: none; }
QScrollBar:vertical { width: 10px; }
QScrollBar:horizontal { height: 10px; }
QScrollBar::handle { background: $strong_line; border: 2px solid transparent; border-radius: 4px; }
QScrollBar::handle:vertical { min-height: 32px; width: 6px; margin: 2px; border: none; border-radius: 3px; }
QScrollBar::handle:horizontal { min-width: 32px; height: 6px; margin: 2px; border: none; border-radius: 3px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
""")


def style_sheet(tokens: Tokens) -> str:
    return _SHEET.substitute({name: value for name, value in asdict(tokens).items() if isinstance(value, str)})
