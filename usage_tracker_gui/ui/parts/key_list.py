"""Which keys of an account are watched: a list to tick, found by name, ID, project or hint."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from usage_tracker_gui.domain.usage import NamedKey
from usage_tracker_gui.ui.language.translation import counted, translate
from usage_tracker_gui.ui.look.theme import HALF
from usage_tracker_gui.ui.parts.card import Text
from usage_tracker_gui.ui.parts.roomy_item import TickItem

ROW = 28
MOST_ROWS = 7
_ID = Qt.ItemDataRole.UserRole


class KeyList(QWidget):
    """`chosen(ids)`, a tuple of key IDs; empty: every key, new ones too."""

    chosen = Signal(tuple)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search = QLineEdit()
        self.search.setPlaceholderText(translate("KeyList", "Find a key by name, project or ID"))
        self.search.setAccessibleName(translate("KeyList", "Find a key"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._filter)
        self.list = QListWidget()
        self.list.setAccessibleName(translate("KeyList", "Keys to watch"))
        self.list.setUniformItemSizes(True)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.setItemDelegate(TickItem(ROW, self.list))
        self.list.setMouseTracking(True)
        self.list.setStyleSheet("QListWidget { background: transparent; }")
        self.list.itemChanged.connect(self._tell)
        self.summary = Text("", tone="muted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(HALF)
        for widget in (self.search, self.list, self.summary):
            layout.addWidget(widget)

    def show_keys(self, keys: tuple[NamedKey, ...], watched: tuple[str, ...]) -> None:
        with QSignalBlocker(self.list):
            self.list.clear()
            for key in sorted(keys, key=lambda key: (not key.active, key.name.lower(), key.id)):
                self.list.addItem(_item(key, key.id in watched))
            known = {key.id for key in keys}
            for id in watched:  # watched, but not among the keys that the service named
                if id not in known:
                    self.list.addItem(_item(NamedKey(id, "", active=False), True))
        self.list.setFixedHeight(ROW * min(max(self.list.count(), 2), MOST_ROWS) + 4)
        self._filter(self.search.text())
        self._sum_up()

    def watched(self) -> tuple[str, ...]:
        return tuple(item.data(_ID) for item in self._items() if item.checkState() is Qt.CheckState.Checked)

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(row) for row in range(self.list.count())]

    @Slot(str)
    def _filter(self, text: str) -> None:
        for item in self._items():
            item.setHidden(text.strip().lower() not in f"{item.text()} {item.toolTip()}".lower())

    @Slot()
    def _tell(self) -> None:
        self._sum_up()
        self.chosen.emit(self.watched())

    def _sum_up(self) -> None:
        self.summary.setText(watched_text(self.watched(), self.list.count()))


def watched_text(watched: tuple[str, ...], known: int = 0) -> str:
    if not watched:
        return translate("KeyList", "Every key is watched, new ones too.")
    if known:
        return counted(
            "KeyList", "{n} of {known} keys watched.", "1 of {known} keys watched.", len(watched), known=known
        )
    return counted("KeyList", "{n} keys watched.", "1 key watched.", len(watched))


def key_ids_in(text: str) -> tuple[str, ...]:
    """IDs that were typed or pasted, apart by commas, blanks or lines. ValueError where one is no ID but a secret."""
    ids = tuple(dict.fromkeys(part for part in text.replace(",", " ").replace(";", " ").split() if part))
    if any(part.startswith("sk-") for part in ids):
        raise ValueError(
            translate(
                "KeyList", "A key's ID starts with key_. What was entered looks like the key itself: it was not kept."
            )
        )
    return ids


def _item(key: NamedKey, is_watched: bool) -> QListWidgetItem:
    belongs = key.project_name or key.project
    gone = translate("KeyList", "no longer at the service")
    words = [key.name or key.id, *([belongs] if belongs else []), *([] if key.active else [gone])]
    item = QListWidgetItem("  ·  ".join(words))
    item.setData(_ID, key.id)
    item.setToolTip("\n".join(part for part in (key.name, key.id, key.hint, belongs) if part))
    item.setFlags(Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
    item.setCheckState(Qt.CheckState.Checked if is_watched else Qt.CheckState.Unchecked)
    return item
