"""What fills the window: the dashboard, or in its place the question of a first run or a file to import."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from usage_tracker_gui.domain.account import Service

if TYPE_CHECKING:
    from usage_tracker_gui.ui.accounts.first_run import FirstRun
    from usage_tracker_gui.ui.usage.import_page import ImportPage


class Faces(QStackedWidget):
    """The others are made when they are wanted, which is seldom."""

    connect_requested = Signal(str, object)  # first run: the service's id, Secret
    keys_chosen = Signal(tuple)  # first run: key IDs; empty: every key
    demo_requested = Signal()  # first run
    usage_requested = Signal()  # a file is imported, and its usage is to be seen

    def __init__(self, services: Sequence[Service], dashboard: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = tuple(services)
        self._first_run: FirstRun | None = None
        self.import_page: ImportPage | None = None
        self.addWidget(dashboard)

    @Slot()
    def show_dashboard(self) -> None:
        self.setCurrentIndex(0)

    def show_first_run(self) -> FirstRun:
        from usage_tracker_gui.ui.accounts.first_run import FirstRun

        if self._first_run is None:
            self._first_run = FirstRun(self._services, self)
            self._first_run.connect_requested.connect(self.connect_requested)
            self._first_run.keys_chosen.connect(self.keys_chosen)
            self._first_run.demo_requested.connect(self.demo_requested)
            self.addWidget(self._first_run)
        self.setCurrentWidget(self._first_run)
        return self._first_run

    def show_import(self, services: Sequence[Service], file: str) -> ImportPage:
        from usage_tracker_gui.ui.usage.import_page import ImportPage

        if self.import_page is None:
            self.import_page = ImportPage(services, self)
            self.import_page.closed.connect(self.show_dashboard)
            self.import_page.usage_requested.connect(self._show_usage)
            self.addWidget(self.import_page)
        self.import_page.show_file(file)
        self.setCurrentWidget(self.import_page)
        self.import_page.cancel.setFocus()
        return self.import_page

    @Slot()
    def _show_usage(self) -> None:
        self.show_dashboard()
        self.usage_requested.emit()
