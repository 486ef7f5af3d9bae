"""The first run: connect a service by pasting its admin key and ticking keys, or look at demo data."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from usage_tracker_gui.domain.account import Secret, Service
from usage_tracker_gui.domain.usage import NamedKey
from usage_tracker_gui.ui.language.translation import noted, translate
from usage_tracker_gui.ui.look.gauge import app_icon
from usage_tracker_gui.ui.look.theme import GRID, HERO, SECTION, text_font
from usage_tracker_gui.ui.parts.card import Card, Text
from usage_tracker_gui.ui.parts.choice_box import ChoiceBox
from usage_tracker_gui.ui.parts.key_list import KeyList
from usage_tracker_gui.ui.parts.secret_field import SecretField

WIDTH = 480
INTRO = noted(
    "FirstRun", "What each API key and model uses and costs, while it happens.\nThe figures stay on this computer."
)


class FirstRun(QScrollArea):
    """Two steps: `connect_requested` asks for a test of the secret; `show_keys` answers with what can be watched,
    `show_problem` with what went wrong. The secret leaves with the signal and is kept nowhere here.
    """

    connect_requested = Signal(str, object)  # the service's id, Secret
    keys_chosen = Signal(tuple)  # key IDs; empty: every key
    demo_requested = Signal()

    def __init__(self, services: Sequence[Service], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = tuple(service for service in services if service.tells)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setAccessibleName(translate("FirstRun", "First run"))
        self.picture = QLabel()
        self.picture.setPixmap(app_icon().pixmap(64, 64))
        self.title = Text(translate("FirstRun", "See what your keys cost"), size=HERO, bold=True)
        self.intro = Text(translate("FirstRun", INTRO))
        self.intro.set_tone("muted")
        self.service_caption = Text(translate("FirstRun", "Service"), tone="muted")
        self.service = ChoiceBox(translate("FirstRun", "Service"))
        for service in self._services:
            self.service.addItem(service.name, service.id)
        self.secret = SecretField(translate("FirstRun", "Connect"))
        self.secret.button.setProperty("kind", "primary")
        self.help = Text("", tone="muted")
        self.help_link = QPushButton(translate("FirstRun", "Where to get one"))
        self.help_link.setProperty("kind", "link")
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(4)
        self.progress.setAccessibleName(translate("FirstRun", "Connecting"))
        self.doing = Text("", tone="muted")
        self.keys = KeyList()
        self.watch = QPushButton(translate("FirstRun", "Start watching"))
        self.watch.setProperty("kind", "primary")
        self.demo = QPushButton(translate("FirstRun", "Look at demo data instead"))
        self._lay_out()
        self._connect()
        self._show_service()

    def _lay_out(self) -> None:
        self.help.setWordWrap(True)
        self.connect_step = _step(
            self.service_caption,
            self.service,
            Text(translate("FirstRun", "Admin key"), tone="muted"),
            self.secret,
            self.help,
            self.help_link,
            self.progress,
            self.doing,
        )
        self.keys_step = _step(self.keys, self.watch)
        self.keys_step.hide()
        self.card = Card(translate("FirstRun", "Connect a service"))
        self.card.title.setFont(text_font(SECTION, bold=True))
        self.card.body.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        self.card.body.setSpacing(GRID)
        self.card.body.addWidget(self.connect_step)
        self.card.body.addWidget(self.keys_step)
        self.card.setFixedWidth(WIDTH)
        self.intro.setAlignment(Qt.AlignmentFlag.AlignCenter)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setSpacing(2 * GRID)
        column.setContentsMargins(2 * GRID, 3 * GRID, 2 * GRID, 3 * GRID)
        column.addStretch(2)
        for widget in (self.picture, self.title, self.intro):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addLayout(_centred(self.card))
        column.addWidget(self.demo, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        self.setWidget(page)
        self._end_progress()

    def _connect(self) -> None:
        self.service.currentIndexChanged.connect(self._show_service)
        self.secret.entered.connect(self._connect_service)
        self.help_link.clicked.connect(self._open_help)
        self.watch.clicked.connect(self._choose_keys)
        self.demo.clicked.connect(self._ask_for_demo)

    # What others hand over

    @Slot(str)
    def show_progress(self, text: str) -> None:
        self.doing.setText(text)
        self.doing.show()
        self.progress.show()
        self.secret.setEnabled(False)
        self.service.setEnabled(False)

    @Slot(str)
    def show_problem(self, sentence: str) -> None:
        """Back to the field, with what happened and what to do."""
        self._end_progress()
        self._take_step(self.connect_step)
        self.secret.show_problem(sentence)
        self.secret.setFocus()

    @Slot(tuple)
    def show_keys(self, keys: tuple[NamedKey, ...]) -> None:
        """The secret was good: these can be watched."""
        self._end_progress()
        self.card.title.setText(translate("FirstRun", "Pick the keys to watch"))
        self.keys.show_keys(tuple(keys), ())
        self._take_step(self.keys_step)
        self.keys.search.setFocus()

    def _take_step(self, step: QWidget) -> None:
        for each in (self.connect_step, self.keys_step):
            each.setVisible(each is step)

    # What a person does

    @Slot(object)
    def _connect_service(self, secret: Secret) -> None:
        self.show_progress(translate("FirstRun", "Testing the key…"))
        self.connect_requested.emit(self.service.currentData(), secret)

    @Slot()
    def _choose_keys(self) -> None:
        self.keys_chosen.emit(self.keys.watched())

    @Slot()
    def _ask_for_demo(self) -> None:
        self.demo_requested.emit()

    @Slot()
    def _open_help(self) -> None:
        service = self._chosen()
        if service is not None and service.help_url:
            QDesktopServices.openUrl(QUrl(service.help_url))

    @Slot()
    def _show_service(self) -> None:
        service = self._chosen()
        self.secret.show_service(service)
        self.help.setText(translate("Services", service.help) if service else "")
        self.help_link.setVisible(bool(service and service.help_url))
        self.card.title.setText(
            translate("FirstRun", "Connect {service}", service=service.name)
            if service
            else translate("FirstRun", "Connect a service")
        )
        for widget in (self.service_caption, self.service):
            widget.setVisible(len(self._services) > 1)

    def _chosen(self) -> Service | None:
        return next((service for service in self._services if service.id == self.service.currentData()), None)

    def _end_progress(self) -> None:
        for widget in (self.progress, self.doing):
            widget.hide()
        self.secret.setEnabled(True)
        self.service.setEnabled(True)


def _step(*widgets: QWidget) -> QWidget:
    step = QWidget()
    column = QVBoxLayout(step)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(GRID)
    for widget in widgets:
        column.addWidget(widget)
        if isinstance(widget, QPushButton):
            column.setAlignment(widget, Qt.AlignmentFlag.AlignLeft)
    return step


def _centred(card: Card) -> QHBoxLayout:
    """A column asks what it aligns how high it is at the column's own width, where a text that wraps needs less."""
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(card)
    row.addStretch(1)
    return row
