"""The settings dialog while it is open: made when it is first asked for, connected to the clerk."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from usage_tracker_gui.app.relaunch import own_command
from usage_tracker_gui.domain.account import AccountStatus, RateLimit
from usage_tracker_gui.domain.report import Report
from usage_tracker_gui.domain.usage import NamedKey
from usage_tracker_gui.settings.autostart import autostart
from usage_tracker_gui.settings.errors import SettingsError
from usage_tracker_gui.settings.preferences import Preferences
from usage_tracker_gui.tracking.workspace import Workspace
from usage_tracker_gui.ui.settings.settings_dialog import SettingsDialog
from usage_tracker_gui.ui.tray import Tray
from usage_tracker_gui.workers.clerk import Clerk
from usage_tracker_gui.workers.courier import Courier


class SettingsWindow(QObject):
    preferences_changed = Signal(object)
    data_folder_opened = Signal()
    account_requested = Signal()

    section_requested = Signal(str)  # of the alerts page
    channels_wanted = Signal()

    def __init__(self, workspace: Workspace, parent: QWidget, clerk: Clerk, courier: Courier) -> None:
        super().__init__(parent)
        self.dialog = SettingsDialog(
            workspace.preferences,
            services=workspace.services,
            data_folder=str(workspace.paths.data),
            parent=parent,
        )
        dialog = self.dialog
        dialog.preferences_changed.connect(self.preferences_changed)
        dialog.data_folder_opened.connect(self.data_folder_opened)
        dialog.account_requested.connect(self._ask_for_account)
        dialog.section_requested.connect(self._leave_for)
        dialog.secret_entered.connect(clerk.rotate)
        dialog.connection_test_requested.connect(clerk.test)
        dialog.keys_requested.connect(clerk.find_keys)
        dialog.keys_chosen.connect(clerk.choose_keys)
        clerk.keys_found.connect(self._show_keys)
        clerk.failed.connect(self._show_problem)
        clerk.succeeded.connect(self._show_success)
        clerk.proved.connect(self._show_proof)
        self._connect_courier(courier)

    def _connect_courier(self, courier: Courier) -> None:
        channels = self.dialog.channels
        channels.channel_added.connect(courier.add)
        channels.pace_chosen.connect(courier.set_pace)
        channels.test_requested.connect(courier.test)
        channels.removed.connect(courier.remove)
        courier.channels_changed.connect(channels.show_channels)
        courier.succeeded.connect(channels.show_success)
        courier.refused.connect(channels.show_problem)
        self.channels_wanted.connect(courier.tell)

    @property
    def is_open(self) -> bool:
        return self.dialog.isVisible()

    def open(self, preferences: Preferences, statuses: tuple[AccountStatus, ...]) -> None:
        if not self.is_open:
            self.dialog.show_preferences(preferences)
        self.dialog.show_accounts(statuses)
        self.dialog.show_tray(Tray.is_available())
        self.channels_wanted.emit()
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()

    def show_alerts(self) -> None:
        """The group of settings that raise alerts."""
        self.dialog.show_group("alerts")

    @Slot(str)
    def _leave_for(self, section: str) -> None:
        self.dialog.accept()
        self.section_requested.emit(section)

    def show_accounts(self, statuses: tuple[AccountStatus, ...]) -> None:
        self.dialog.show_accounts(statuses)

    def show_report(self, report: Report) -> None:
        self.dialog.show_prices_as_of(report.usage.prices_as_of)
        self.dialog.show_budgets(report.budgets)

    @Slot(str, object)
    def _show_keys(self, account: str, keys: tuple[NamedKey, ...]) -> None:
        self.dialog.show_keys(account, keys)

    @Slot(str, str)
    def _show_problem(self, account: str, sentence: str) -> None:
        self.dialog.show_problem(account, sentence)

    @Slot(str, str)
    def _show_success(self, account: str, sentence: str) -> None:
        self.dialog.show_success(account, sentence)

    @Slot(str, object)
    def _show_proof(self, account: str, limit: RateLimit | None) -> None:
        self.dialog.show_proof(account, limit)

    def start_at_login(self, wanted: bool) -> None:
        program, arguments = own_command()
        try:
            entry = autostart(sys.platform, [program, *arguments], Path.home(), os.environ)
            if wanted:
                entry.enable()
            else:
                entry.disable()
        except SettingsError as error:
            self.dialog.show_setting_problem("start_at_login", str(error))

    @Slot()
    def _ask_for_account(self) -> None:
        self.dialog.accept()
        self.account_requested.emit()
