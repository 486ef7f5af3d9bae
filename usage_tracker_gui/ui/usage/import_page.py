"""Before a file is imported: what it would add, how its columns are taken, and which lines can't be used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from usage_tracker_gui.domain.account import Service
from usage_tracker_gui.domain.carried import Imported, ImportPreview, ImportWish
from usage_tracker_gui.ui.language.translation import counted, noted, translate
from usage_tracker_gui.ui.look.theme import GRID, SECTION
from usage_tracker_gui.ui.parts.card import Card, Text
from usage_tracker_gui.ui.parts.choice_box import ChoiceBox
from usage_tracker_gui.ui.parts.elided import Elided
from usage_tracker_gui.ui.parts.wording import service_name

NOT_USED = noted("Import", "not used")
NO_SERVICE = noted("Import", "Each line names its own")
SERVICE = noted("Import", "Service of lines that name none")
FIELDS = {  # what a column can hold; what is not named here stands as the file format writes it
    "at": noted("Import", "time"),
    "service": noted("Import", "service"),
    "account": noted("Import", "account"),
    "key": noted("Import", "key"),
    "model": noted("Import", "model"),
    "tier": noted("Import", "tier"),
    "input_tokens": noted("Import", "input tokens"),
    "uncached_input_tokens": noted("Import", "input tokens, not cached"),
    "cached_input_tokens": noted("Import", "cached input tokens"),
    "cache_write_tokens": noted("Import", "cache write tokens"),
    "cache_write_1h_tokens": noted("Import", "cache write tokens, 1 hour"),
    "output_tokens": noted("Import", "output tokens"),
    "requests": noted("Import", "requests"),
    "cost_usd": noted("Import", "cost in US dollars"),
    "id": noted("Import", "ID of the line"),
    "tokens_remaining": noted("Import", "tokens left"),
    "sessions_active": noted("Import", "sessions at once"),
    "request_type": noted("Import", "kind of request"),
    "a count of tokens, requests or a cost": noted("Import", "a count of tokens, requests or a cost"),
}


def field_name(field: str) -> str:
    return translate("Import", FIELDS[field]) if field in FIELDS else field.replace("_", " ")


class ImportPage(QWidget):
    preview_wanted = Signal(object)  # ImportWish: a person took a column for something else
    import_wanted = Signal(object)  # ImportWish
    closed = Signal()
    usage_requested = Signal()

    def __init__(self, services: Sequence[Service], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wish: ImportWish | None = None
        self._preview: ImportPreview | None = None
        self.title = Text("", size=SECTION, bold=True)
        self.summary = Text("")
        self.summary.setWordWrap(True)
        self.service = ChoiceBox(translate("Import", SERVICE))
        self.service.addItem(translate("Import", NO_SERVICE), "")
        for service in services:
            self.service.addItem(service_name(service.name), service.id)
        self.columns = QScrollArea()
        self.columns.setWidgetResizable(True)
        self.columns.setFrameShape(QFrame.Shape.NoFrame)
        self.columns.viewport().setAutoFillBackground(False)
        self.columns.setAccessibleName(translate("Import", "Columns of the file"))
        self.choices: dict[str, ChoiceBox] = {}
        self.rejected = QPlainTextEdit()
        self.rejected.setReadOnly(True)
        self.rejected.setTabChangesFocus(True)
        self.rejected.setAccessibleName(translate("Import", "Lines that can't be used"))
        self.rejected.setMaximumHeight(110)
        self.cancel = QPushButton(translate("Import", "Cancel"))
        self.go = QPushButton(translate("Import", "Import"))
        self.go.setProperty("kind", "primary")
        self._lay_out()
        self.service.activated.connect(self._ask_again)
        self.cancel.clicked.connect(self.closed)
        self.go.clicked.connect(self._go)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(GRID)
        head.addWidget(Text(translate("Import", SERVICE), tone="muted"))
        head.addWidget(self.service)
        head.addStretch(1)
        card = Card(translate("Import", "How its columns are taken"))
        card.body.addLayout(head)
        card.body.addWidget(self.columns, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.cancel)
        foot.addStretch(1)
        foot.addWidget(self.go)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 2 * GRID)
        column.setSpacing(GRID + GRID // 2)
        column.addWidget(self.title)
        column.addWidget(self.summary)
        column.addWidget(card, 1)
        column.addWidget(self.rejected)
        column.addLayout(foot)

    # What others hand over

    def show_file(self, file: str) -> None:
        """Until its preview is there."""
        self._wish, self._preview = ImportWish(file), None
        self.title.setText(translate("Import", "Import {name}", name=Path(file).name))
        self.summary.setText(translate("Import", "Reading the file…"))
        self.service.setCurrentIndex(0)
        self._show_columns(())
        self.rejected.hide()
        self.go.setText(translate("Import", "Import"))
        self.go.setEnabled(False)
        self.cancel.setText(translate("Import", "Cancel"))

    @Slot(object)
    def show_preview(self, preview: ImportPreview) -> None:
        if self._wish is None or preview.wish.file != self._wish.file:
            return
        self._preview, self._wish = preview, preview.wish
        self.summary.setText(preview_text(preview))
        self._show_columns(preview.columns)
        self.rejected.setPlainText(
            "\n".join(
                translate("Import", "Line {line}: {reason}", line=line, reason=reason)
                for line, reason in preview.rejected
            )
        )
        self.rejected.setVisible(bool(preview.rejected))
        self.go.setEnabled(preview.added > 0)
        self.go.setText(
            counted("Import", "Import {n} lines", "Import 1 line", preview.added)
            if preview.added
            else translate("Import", "Nothing to import")
        )

    @Slot(object)
    def show_imported(self, imported: Imported) -> None:
        if self._wish is None or imported.wish.file != self._wish.file:
            return
        self._preview = None
        lines = counted("Import", "{n} lines were imported.", "1 line was imported.", imported.added)
        again = translate("Import", "Importing the file again changes nothing.")
        self.summary.setText(f"{lines} {again}")
        self.go.setText(translate("Import", "Show usage"))
        self.go.setEnabled(True)
        self.cancel.setText(translate("Import", "Close"))
        self.go.setFocus()

    def show_problem(self, sentence: str) -> None:
        self.summary.setText(sentence)
        self.go.setEnabled(False)

    # Columns

    def _show_columns(self, columns: Sequence[str]) -> None:
        grid_widget = QWidget()
        grid = QGridLayout(grid_widget)
        grid.setContentsMargins(0, 0, GRID, 0)
        grid.setHorizontalSpacing(2 * GRID)
        grid.setColumnStretch(1, 1)
        self.choices = {}
        preview = self._preview
        for at, column in enumerate(columns):
            sample = preview.rows[0][at] if preview and preview.rows else ""
            grid.addWidget(Elided(column), at, 0)
            grid.addWidget(Elided(sample), at, 1)
            grid.addWidget(self._choice(column), at, 2)
        grid.setRowStretch(len(columns), 1)
        self.columns.setWidget(grid_widget)
        grid_widget.setAutoFillBackground(False)  # the card shows through

    def _choice(self, column: str) -> ChoiceBox:
        assert self._preview is not None
        taken = {name: held for held, name in self._preview.mapping.items()}
        box = ChoiceBox(translate("Import", "What “{column}” holds", column=column))
        if column not in taken:
            box.addItem(translate("Import", NOT_USED), "")
        for field in self._preview.fields:
            box.addItem(field_name(field), field)
        box.setCurrentIndex(max(0, box.findData(taken.get(column, ""))))
        box.activated.connect(self._ask_again)
        self.choices[column] = box
        return box

    @Slot()
    def _ask_again(self) -> None:
        if self._wish is None or self._preview is None:
            return
        before = {column: field for field, column in self._preview.mapping.items()}
        chosen = {column: box.currentData() for column, box in self.choices.items() if box.currentData()}
        # What was changed just now wins over the column that held the same before.
        changed = {field: column for column, field in chosen.items() if before.get(column) != field}
        kept = {field: column for column, field in chosen.items() if before.get(column) == field}
        self._wish = replace(self._wish, columns={**kept, **changed}, service=self.service.currentData() or "")
        self.preview_wanted.emit(self._wish)

    @Slot()
    def _go(self) -> None:
        if self._preview is None:
            self.usage_requested.emit()
        elif self._wish is not None:
            self.go.setEnabled(False)
            self.summary.setText(translate("Import", "Importing…"))
            self.import_wanted.emit(self._wish)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)


def preview_text(preview: ImportPreview) -> str:
    if preview.missing:
        return translate(
            "Import",
            "No column holds {missing}: choose which one does.",
            missing=", ".join(field_name(field) for field in preview.missing),
        )
    words = [counted("Import", "{n} lines are new.", "1 line is new.", preview.added)]
    if preview.unchanged:
        words.append(counted("Import", "{n} are already here.", "1 is already here.", preview.unchanged))
    if preview.rejected_count:
        words.append(
            counted(
                "Import",
                "{n} can't be used and are left out.",
                "1 can't be used and is left out.",
                preview.rejected_count,
            )
        )
    words.append(translate("Import", "Nothing is kept before you import it."))
    return " ".join(words)
