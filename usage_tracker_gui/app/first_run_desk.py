"""The first run: a key is tried, its account made, and the keys to watch are chosen; or the demo is started instead."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from usage_tracker_gui.app.relaunch import start_demo_process
from usage_tracker_gui.domain.account import Account, Secret, Service
from usage_tracker_gui.domain.usage import NamedKey
from usage_tracker_gui.tracking.workspace import Workspace
from usage_tracker_gui.ui.language.translation import translate
from usage_tracker_gui.ui.main_window import MainWindow
from usage_tracker_gui.workers.clerk import Clerk


class FirstRunDesk(QObject):
    account_wanted = Signal(str, object, object, str)  # name, Service, Secret, base URL
    keys_chosen = Signal(str, object)
    finished = Signal()  # the dashboard takes over
    demo_started = Signal()  # in a process of its own

    def __init__(self, workspace: Workspace, window: MainWindow, clerk: Clerk) -> None:
        super().__init__(window)
        self._workspace = workspace
        self._window = window
        self._name = ""
        window.connect_requested.connect(self._connect_service)
        window.keys_chosen.connect(self._choose_keys)
        window.demo_requested.connect(self._start_demo)
        self.account_wanted.connect(clerk.connect_account)
        self.keys_chosen.connect(clerk.choose_keys)
        clerk.connected.connect(self._welcome)
        clerk.keys_found.connect(self._show_keys)
        clerk.failed.connect(self._show_problem)

    @Slot(str, object)
    def _connect_service(self, service_id: str, secret: Secret) -> None:
        service = self._workspace.service(service_id)
        if service is None:
            return
        self._name = service.name
        self._window.show_first_run().show_progress(translate("FirstRun", "Asking {service}…", service=service.name))
        self.account_wanted.emit(service.name, service, secret, self._address(service))

    def _address(self, service: Service) -> str:
        """Where the service answers, if the environment says it lives elsewhere."""
        url = self._workspace.environment.service_base_url(service.variable)
        return url.text if url else ""

    @Slot(object)
    def _welcome(self, account: Account) -> None:
        self._name = account.name

    @Slot(str, object)
    def _show_keys(self, name: str, keys: tuple[NamedKey, ...]) -> None:
        if name == self._name:
            self._window.show_first_run().show_keys(keys)

    @Slot(str, str)
    def _show_problem(self, name: str, sentence: str) -> None:
        if name == self._name:
            self._window.show_first_run().show_problem(sentence)

    @Slot(tuple)
    def _choose_keys(self, key_ids: tuple[str, ...]) -> None:
        self.keys_chosen.emit(self._name, key_ids)
        self._name = ""
        self._window.end_first_run()
        self.finished.emit()

    @Slot()
    def _start_demo(self) -> None:
        start_demo_process()
        self.demo_started.emit()
