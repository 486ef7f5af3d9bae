"""The usage page: one table of what was used, its filter, grouping and columns, and the totals at its foot."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QByteArray, QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QGuiApplication, QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from usage_tracker_gui.domain.file_kind import FileKind
from usage_tracker_gui.domain.report import GroupBy, Lookback, Report, Summary
from usage_tracker_gui.domain.trends import TrendWish
from usage_tracker_gui.ui.frame.window_menu import fill_exports
from usage_tracker_gui.ui.language.translation import translate
from usage_tracker_gui.ui.look.icons import icon
from usage_tracker_gui.ui.look.theme import CONTROL, GRID, HALF
from usage_tracker_gui.ui.parts.card import Card
from usage_tracker_gui.ui.parts.empty_state import EmptyState
from usage_tracker_gui.ui.parts.menu_button import MenuButton
from usage_tracker_gui.ui.series.trends import trends_of
from usage_tracker_gui.ui.series.usage_lines import DETAIL, Line, grouped, search_words, summary_of
from usage_tracker_gui.ui.usage.columns_menu import ColumnsMenu
from usage_tracker_gui.ui.usage.group_strip import GroupStrip
from usage_tracker_gui.ui.usage.groupings import GROUPINGS, Grouping, chips_of, kept, restored, title_of
from usage_tracker_gui.ui.usage.row_menu import RowMenu
from usage_tracker_gui.ui.usage.usage_columns import COLUMNS, TREND, NameColumn
from usage_tracker_gui.ui.usage.usage_grid import UsageGrid


class UsagePage(QWidget):
    chart_requested = Signal(str)  # a key's or model's ID
    alerts_requested = Signal(str)  # a key's ID
    key_details_requested = Signal(str)  # a key's ID
    only_requested = Signal(str)  # a key's or project's ID: show nothing else
    wider_requested = Signal()  # nothing in this period: look further back
    trends_wanted = Signal(object)  # TrendWish: `show_trends` wanted of the rows in sight; None: no longer
    export_requested = Signal(object)  # FileKind, of the rows as they are shown
    state_changed = Signal(str)  # to be handed to `restore` at the next start

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._report: Report | None = None
        self._by: Grouping = DETAIL
        self._wished: TrendWish | None = None
        self._hidden: set[str] = {"cache_write"}
        self._sought: tuple[str, str] | None = None
        self.setAccessibleName(translate("UsagePage", "Usage"))
        self.filter = QLineEdit(self)
        self.filter.setPlaceholderText(translate("UsagePage", "Filter by key, project, model or tier"))
        self.filter.setAccessibleName(translate("UsagePage", "Filter rows"))
        self.filter.setClearButtonEnabled(True)
        self.filter.setMaximumWidth(320)
        self.group = MenuButton(translate("UsagePage", "Group rows by"), framed=True, parent=self)
        self.columns = ColumnsMenu(self)
        self.strip = GroupStrip(self.group, self)
        self.copy = QPushButton(translate("UsagePage", "Copy"), self)
        self.copy.setIcon(icon("content-copy", "muted"))
        self.copy.setAccessibleName(translate("UsagePage", "Copy rows"))
        self.copy.setToolTip(
            translate("UsagePage", "Copy the selected rows, or all, with headers and exact counts (Ctrl+C)")
        )
        self.export = MenuButton(translate("UsagePage", "Export"), framed=True, parent=self)
        fill_exports(self.export.list)
        self.grid = UsageGrid(self)
        self.empty = EmptyState("table", "", "")
        self._typing = QTimer(self, interval=60, singleShot=True)  # a burst of keys filters once
        self._looking = QTimer(self, interval=120, singleShot=True)  # a scroll asks for trends once
        self._lay_out()
        self._fill_groups()
        self._connect()
        self._show_columns()

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(GRID)
        bar.addWidget(self.filter, 1)
        bar.addStretch(0)
        for widget in (self.columns, self.copy, self.export):
            bar.addWidget(widget)
        for control in (self.filter, self.group, self.columns, self.copy, self.export):
            control.setFixedHeight(CONTROL)
        card = Card()
        card.body.setContentsMargins(1, 1, 1, HALF)
        card.body.addWidget(self.strip)
        self._stack = QStackedLayout()
        self._stack.addWidget(self.grid)
        self._stack.addWidget(self.empty)
        card.body.addLayout(self._stack, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, GRID + HALF, 2 * GRID, 2 * GRID)
        column.setSpacing(GRID + HALF)
        column.addLayout(bar)
        column.addWidget(card, 1)

    def _connect(self) -> None:
        self.filter.textChanged.connect(self._filter_soon)
        self._typing.timeout.connect(self._filter)
        self._looking.timeout.connect(self._ask_for_trends)
        self.grid.sight_changed.connect(self._look_soon)
        self.grid.header.carried.connect(self._carry_title)
        self.grid.header.dropped.connect(self._drop_title)
        self.grid.header.let_go.connect(self.strip.let_go)
        self.strip.chosen.connect(self._group_by)
        self.columns.shown.connect(self._choose_column)
        self.columns.sort_chosen.connect(self.grid.sort_by)
        self.columns.sorts.aboutToShow.connect(self._offer_sorts)
        self.copy.clicked.connect(self.copy_rows)
        self.export.list.triggered.connect(self._ask_to_export)
        self.grid.copy_requested.connect(self.copy_rows)
        self.grid.menu_requested.connect(self._open_menu)
        self.grid.sorted_by.connect(self._tell_state)
        self.empty.step_taken.connect(self._take_next_step)
        QShortcut(QKeySequence.StandardKey.Find, self, self._seek)

    # What others hand over

    @Slot(object)
    def show_report(self, report: Report) -> None:
        self._report = report
        self._show_lines()
        self._select_sought()

    def show_key(self, key: str, model: str = "") -> None:
        """Selects the rows of a key (and model), now or as soon as a report has them."""
        self.filter.clear()
        self._filter()
        self._sought = (key, model)
        self._select_sought()

    def show_name(self, name: str) -> None:
        self.filter.setText(name)
        self._filter()

    def restore(self, state: str) -> None:
        """What `state_changed` once told. Anything else is ignored: a table is not worth an error."""
        try:
            state_kept: Any = json.loads(state) if state else {}
        except ValueError:
            return
        if not isinstance(state_kept, dict):
            return
        self._by = restored(state_kept.get("group")) or self._by
        hidden = state_kept.get("hidden")
        if isinstance(hidden, list):
            self._hidden = {id for id in hidden if isinstance(id, str)}
        header = state_kept.get("header")
        if isinstance(header, str):
            self.grid.restore_header(QByteArray.fromBase64(header.encode()))
        self._show_columns()
        self._show_lines()

    # Lines and columns

    def _show_lines(self) -> None:
        if self._report is None:
            self._show_empty(
                translate("UsagePage", "Nothing read yet"),
                translate("UsagePage", "Usage by key and model will be here after the first answer."),
                "",
            )
            return
        lines = grouped(self._report.usage, self._by)
        self.grid.model_.show_lines(lines, self._by, self._report.usage.totals)
        self._after_change()

    # Trends

    def show_trends(self, summary: Summary) -> None:
        """Answers `trends_wanted`; one that comes late, for other groups, is not looked at."""
        if summary.question.group_by[1:] == self._by:
            self.grid.model_.show_trends(trends_of(summary))

    def tell(self) -> None:
        """Says again what it wants while it is in sight, for those who listen only now."""
        self._wished = None
        self._ask_for_trends()

    @Slot()
    def _look_soon(self) -> None:
        self._looking.start()

    @Slot()
    def _ask_for_trends(self) -> None:
        lines = self.grid.lines_in_sight() if self.isVisible() else ()
        has_column = not self.grid.table.isColumnHidden(TREND)
        wish = TrendWish(self._by, self._keys_of(lines)) if lines and has_column else None
        if wish != self._wished:
            self._wished = wish
            self.trends_wanted.emit(wish)

    def _keys_of(self, lines: Sequence[Line]) -> tuple[str, ...]:
        if GroupBy.KEY not in self._by:
            return ()
        return tuple(sorted({self.grid.model_.id(line, GroupBy.KEY) for line in lines}))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._look_soon()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._ask_for_trends()

    def _after_change(self) -> None:
        self._look_soon()
        self.grid.refresh_totals()
        if self.grid.model_.lines:
            self._stack.setCurrentWidget(self.grid)
        elif self.filter.text().strip():
            self._show_empty(
                translate("UsagePage", "No row matches"),
                translate("UsagePage", "Rows hold names and IDs of keys, projects, models and tiers."),
                translate("UsagePage", "Clear filter"),
            )
        elif self._report is not None and self._report.view.lookback is Lookback.MONTH_OF_DAYS:
            self._show_empty(
                translate("UsagePage", "No usage in 30 days"),
                translate("UsagePage", "As soon as a watched key is used, it will be here."),
                "",
            )
        else:
            self._show_empty(
                translate("UsagePage", "No usage in this period"),
                translate("UsagePage", "Keys and models that were used will be here."),
                translate("UsagePage", "Show 30 days"),
            )

    def _show_empty(self, title: str, text: str, step: str) -> None:
        self.empty.show_words(title, text, step)
        self._stack.setCurrentWidget(self.empty)

    @Slot()
    def _take_next_step(self) -> None:
        if self.filter.text():
            self.filter.clear()
        else:
            self.wider_requested.emit()

    @Slot()
    def _filter_soon(self) -> None:
        self._typing.start()

    @Slot()
    def _filter(self) -> None:
        self._typing.stop()
        self.grid.model_.filter(search_words(self.filter.text()))
        if self._report is not None:
            self._after_change()

    @Slot()
    def _seek(self) -> None:
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    def _select_sought(self) -> None:
        if self._sought is None or self._report is None:
            return
        key, model = self._sought
        rows = [at for at, line in enumerate(self.grid.model_.lines) if self._is_of(line, key, model)]
        rows = rows or [at for at, line in enumerate(self.grid.model_.lines) if self._is_of(line, key, "")]
        if rows:
            self._sought = None
            self.grid.select_rows(rows)

    def _is_of(self, line: Line, key: str, model: str) -> bool:
        usage = self.grid.model_
        return usage.id(line, GroupBy.KEY) == key and (not model or usage.id(line, GroupBy.MODEL) in ("", model))

    # Groups and columns

    def _fill_groups(self) -> None:
        self._groups = QActionGroup(self)
        for title, by in GROUPINGS.values():
            action = QAction(translate("UsagePage", title), self._groups)
            action.setData(kept(by))
            action.setCheckable(True)
            self.group.list.addAction(action)
        self._groups.triggered.connect(self._choose_grouping)

    @Slot(QAction)
    def _choose_grouping(self, action: QAction) -> None:
        self._group_by(restored(action.data()) or DETAIL)

    @Slot(tuple)
    def _group_by(self, by: Grouping) -> None:
        """Without any, rows are all apart again."""
        self._by = by or DETAIL
        self._show_columns()
        self._show_lines()
        self._tell_state()

    @Slot(int, QPoint)
    def _carry_title(self, column: int, place: QPoint) -> None:
        of = COLUMNS[column]
        if isinstance(of, NameColumn):
            self.strip.carry(of.by, place)

    @Slot(int, QPoint)
    def _drop_title(self, column: int, place: QPoint) -> None:
        of = COLUMNS[column]
        if isinstance(of, NameColumn):
            self.strip.drop(of.by, place)

    @Slot(str, bool)
    def _choose_column(self, column: str, shown: bool) -> None:
        (self._hidden.discard if shown else self._hidden.add)(column)
        self._show_columns()
        self._tell_state()

    @Slot()
    def _offer_sorts(self) -> None:
        self.columns.offer_sorts(frozenset(self.grid.wanted_columns()))

    def _show_columns(self) -> None:
        by = self._by
        self.group.setText(translate("UsagePage", "Group: {title}", title=title_of(by)))
        self.strip.show_groups(chips_of(by))
        for action in self._groups.actions():
            action.setChecked(action.data() == kept(by))
        self.columns.show_hidden(self._hidden)
        for at, column in enumerate(COLUMNS):
            wanted = column.by in by if isinstance(column, NameColumn) else column.id not in self._hidden
            self.grid.want_column(at, wanted)
        self.grid.fit_columns()

    @Slot()
    def _tell_state(self) -> None:
        state = {"group": kept(self._by), "hidden": sorted(self._hidden), "header": self.grid.header_state()}
        self.state_changed.emit(json.dumps(state))

    # Rows

    @Slot()
    def copy_rows(self) -> None:
        """Selected rows, or all: headers, names, exact counts."""
        rows = self.grid.selected_rows() or range(len(self.grid.model_.lines))
        QGuiApplication.clipboard().setText(self.grid.model_.as_tsv(rows, self.grid.wanted_columns()))

    def shown_summary(self) -> Summary | None:
        """The rows as they are grouped, filtered and sorted now."""
        if self._report is None:
            return None
        return summary_of(self._report.usage, self.grid.model_.lines, self._by)

    @Slot(QAction)
    def _ask_to_export(self, action: QAction) -> None:
        self.export_requested.emit(FileKind(action.data()))

    @Slot(int, QPoint)
    def _open_menu(self, row: int, place: QPoint) -> None:
        self.row_menu(row).popup(place)

    def row_menu(self, row: int) -> RowMenu:
        usage = self.grid.model_
        line = usage.lines[row]
        menu = RowMenu(usage.id(line, GroupBy.KEY), usage.id(line, GroupBy.PROJECT), self)
        menu.chart_requested.connect(self.chart_requested)
        menu.alerts_requested.connect(self.alerts_requested)
        menu.key_details_requested.connect(self.key_details_requested)
        menu.only_requested.connect(self.only_requested)
        menu.copy_requested.connect(self.copy_rows)
        return menu
