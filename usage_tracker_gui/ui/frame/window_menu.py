"""The menu of what concerns the window as a whole: files out and in, the keyboard, and the program itself."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from usage_tracker_gui.domain.file_kind import FileKind
from usage_tracker_gui.ui.language.translation import keys_text, noted, translate
from usage_tracker_gui.ui.look.icons import icon

EXPORTS = {
    FileKind.CSV: (noted("WindowMenu", "Rows as CSV…"), "table-arrow-right"),
    FileKind.JSON: (noted("WindowMenu", "Rows as JSON…"), "code-json"),
    FileKind.HTML: (noted("WindowMenu", "Report as a web page…"), "file-document-outline"),
    FileKind.PNG: (noted("WindowMenu", "Picture of this page…"), "image-outline"),
}


class WindowMenu(QToolButton):
    """Filled when it is first opened: the first frame does without."""

    export_requested = Signal(object)  # FileKind
    import_requested = Signal()
    shortcuts_requested = Signal()
    about_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "flat")
        self.setIcon(icon("dots-vertical"))
        self.setAccessibleName(translate("WindowMenu", "Menu"))
        self.setToolTip(translate("WindowMenu", "Export, import, keyboard shortcuts, about ({keys})", keys="F10"))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.list = QMenu(self)
        self.setMenu(self.list)
        self.list.aboutToShow.connect(self._fill)

    @Slot()
    def _fill(self) -> None:
        if not self.list.isEmpty():
            return
        fill_exports(self.list)
        self.list.addSeparator()
        self._add(
            translate("WindowMenu", "Import usage from a file…"), "file-import-outline", "Ctrl+O"
        ).triggered.connect(self._ask_to_import)
        self.list.addSeparator()
        self._add(translate("WindowMenu", "Keyboard shortcuts"), "keyboard-outline", "F1").triggered.connect(
            self._ask_for_shortcuts
        )
        self._add(translate("WindowMenu", "About UsageTracker"), "information-outline").triggered.connect(
            self._ask_about
        )
        self.list.triggered.connect(self._ask_to_export)

    def _add(self, text: str, picture: str, keys: str = "") -> QAction:
        return self.list.addAction(icon(picture, "muted"), _beside_keys(text, keys))

    @Slot(QAction)
    def _ask_to_export(self, action: QAction) -> None:
        if isinstance(action.data(), str):
            self.export_requested.emit(FileKind(action.data()))

    @Slot()
    def _ask_to_import(self) -> None:
        self.import_requested.emit()

    @Slot()
    def _ask_for_shortcuts(self) -> None:
        self.shortcuts_requested.emit()

    @Slot()
    def _ask_about(self) -> None:
        self.about_requested.emit()

    @Slot()
    def open(self) -> None:
        """As after a click, with the first entry chosen: somebody came by keyboard."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.showMenu()


def fill_exports(menu: QMenu) -> None:
    """An action for each kind of file; its `data()` is the kind's value."""
    for kind, (text, picture) in EXPORTS.items():
        keys = "Ctrl+E" if kind is FileKind.CSV else ""
        action = menu.addAction(icon(picture, "muted"), _beside_keys(translate("WindowMenu", text), keys))
        action.setData(kind.value)


def _beside_keys(text: str, keys: str) -> str:
    """The window hears the keys; the menu only names them."""
    return f"{text}\t{keys_text(QKeySequence(keys))}" if keys else text
