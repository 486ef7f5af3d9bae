"""Where alerts are sent besides the screen: each channel with its pace, a test and a way out, and a line to add one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from usage_tracker_gui.domain.account import Secret
from usage_tracker_gui.domain.alert_channels import AlertChannel, Pace
from usage_tracker_gui.ui.language.translation import noted, translate
from usage_tracker_gui.ui.look.theme import GRID, HALF
from usage_tracker_gui.ui.parts.choice_box import ChoiceBox
from usage_tracker_gui.ui.parts.secret_field import SecretField
from usage_tracker_gui.ui.parts.settings_row import FormCard, FormLine
from usage_tracker_gui.ui.parts.wording import shortened

PACES = {
    Pace.AT_ONCE: noted("AlertChannels", "At once"),
    Pace.HOURLY: noted("AlertChannels", "Hourly"),
    Pace.DAILY: noted("AlertChannels", "Daily"),
}


LONGEST_NAME = 28


class ChannelLine(FormLine):
    pace_chosen = Signal(str, object)  # channel's name, Pace
    test_requested = Signal(str)
    removed = Signal(str)

    def __init__(self, channel: AlertChannel) -> None:
        self.channel = channel
        self.pace = pace_box(channel.name)
        self.pace.setCurrentIndex(list(PACES).index(channel.pace))
        self.test = QPushButton(translate("AlertChannels", "Send a test"))
        self.test.setAccessibleName(translate("AlertChannels", "Send a test to {channel}", channel=channel.name))
        self.remove = QPushButton(translate("AlertChannels", "Remove"))
        self.remove.setProperty("kind", "flat")
        self.remove.setAccessibleName(translate("AlertChannels", "Remove {channel}", channel=channel.name))
        content = QWidget()
        row = QHBoxLayout(content)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        for widget in (self.pace, self.test, self.remove):
            row.addWidget(widget)
        row.addStretch(1)
        super().__init__(shortened(channel.name, LONGEST_NAME), "", content)
        self.label.setToolTip(channel.name)
        self.pace.activated.connect(self._choose_pace)
        self.test.clicked.connect(self._ask_for_test)
        self.remove.clicked.connect(self._remove)
        self.show_problem(channel.problem)

    def show_channel(self, channel: AlertChannel) -> None:
        """As it is now; what was just said of it stays, unless it began or ceased to fail."""
        before, self.channel = self.channel, channel
        self.pace.setCurrentIndex(list(PACES).index(channel.pace))
        if channel.problem != before.problem:
            self.show_problem(channel.problem)

    @Slot()
    def _choose_pace(self) -> None:
        self.pace_chosen.emit(self.channel.name, pace_in(self.pace))

    @Slot()
    def _ask_for_test(self) -> None:
        self.show_note(translate("AlertChannels", "Sending…"))
        self.test_requested.emit(self.channel.name)

    @Slot()
    def _remove(self) -> None:
        self.removed.emit(self.channel.name)


class AlertChannels(FormCard):
    """Says what a person wants; the courier does it and tells by `show_channels`, `show_problem`, `show_success`."""

    channel_added = Signal(object, object)  # AlertChannel, Secret: its address
    pace_chosen = Signal(str, object)
    test_requested = Signal(str)
    removed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: dict[str, ChannelLine] = {}
        self.name = QLineEdit()
        self.name.setPlaceholderText(translate("AlertChannels", "Name, such as team"))
        self.name.setAccessibleName(translate("AlertChannels", "Name of the channel"))
        self.pace = pace_box("")
        self.address = SecretField(translate("AlertChannels", "Add"))
        self.address.line.setAccessibleName(translate("AlertChannels", "Address of the channel"))
        self.address.line.setPlaceholderText("https://…")
        self.address.button.setAccessibleName(translate("AlertChannels", "Add the channel"))
        content = QWidget()
        rows = QVBoxLayout(content)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(HALF)
        top = QHBoxLayout()
        top.setSpacing(GRID)
        top.addWidget(self.name, 1)
        top.addWidget(self.pace)
        rows.addLayout(top)
        rows.addWidget(self.address)
        self.new = FormLine(
            translate("AlertChannels", "Send alerts to"),
            translate(
                "AlertChannels",
                "https://… for a webhook or Slack, mailtos://USER:PASSWORD@HOST?to=… for e-mail. Kept in the keychain.",
            ),
            content,
        )
        self.add(self.new)
        self.address.entered.connect(self._add)

    def show_channels(self, channels: Sequence[AlertChannel]) -> None:
        """Lines that stay keep what they say; the line for a new one is cleared when its channel has arrived."""
        for name in set(self.lines) - {channel.name for channel in channels}:
            line = self.lines.pop(name)
            self.take(line)
        for channel in channels:
            if channel.name in self.lines:
                self.lines[channel.name].show_channel(channel)
                continue
            line = self.lines[channel.name] = ChannelLine(channel)
            line.pace_chosen.connect(self.pace_chosen)
            line.test_requested.connect(self.test_requested)
            line.removed.connect(self.removed)
            self.add(line)
            if channel.name == self.name.text().strip():
                self.name.clear()
                self.new.show_problem("")

    def show_problem(self, channel: str, text: str) -> None:
        self.lines.get(channel, self.new).show_problem(text)

    def show_success(self, channel: str, text: str) -> None:
        self.lines.get(channel, self.new).show_success(text)

    @Slot(object)
    def _add(self, address: Secret) -> None:
        name = " ".join(self.name.text().split())
        if not name:
            self.new.show_problem(translate("AlertChannels", "Give it a name first, then paste the address again."))
            self.name.setFocus()
        elif name in self.lines:
            self.new.show_problem(translate("AlertChannels", "Another channel has this name."))
        else:
            self.new.show_problem("")
            self.channel_added.emit(AlertChannel(name, pace_in(self.pace)), address)


def pace_box(channel: str) -> ChoiceBox:
    box = ChoiceBox(translate("AlertChannels", "How often {channel} is used", channel=channel))
    for pace, words in PACES.items():
        box.addItem(translate("AlertChannels", words), pace)
    return box


def pace_in(box: ChoiceBox) -> Pace:
    return Pace(box.currentData())  # Qt hands a plain text back
