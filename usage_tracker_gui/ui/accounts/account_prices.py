"""What an account pays in place of the published prices: a line for each model, and a form to add or change one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QStringListModel, Qt, Signal, Slot
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from usage_tracker_gui.domain.own_prices import OwnPrice
from usage_tracker_gui.domain.price_sheet import ALWAYS
from usage_tracker_gui.domain.usage import STANDARD, TIERS
from usage_tracker_gui.ui.language.dates import plain_day
from usage_tracker_gui.ui.language.figures import money, plain
from usage_tracker_gui.ui.language.translation import noted, translate
from usage_tracker_gui.ui.look.theme import GRID
from usage_tracker_gui.ui.parts.card import Text
from usage_tracker_gui.ui.parts.choice_box import ChoiceBox
from usage_tracker_gui.ui.parts.listed_line import ListedLine
from usage_tracker_gui.ui.parts.settings_row import FormCard, FormLine, not_taken
from usage_tracker_gui.ui.parts.typed_amounts import cost_in, day_in, words_in
from usage_tracker_gui.ui.parts.typed_line import TypedLine
from usage_tracker_gui.ui.parts.undo_notice import UndoNotice

KINDS = {
    "input": noted("AccountPrices", "input {price}"),
    "cached_input": noted("AccountPrices", "cached {price}"),
    "cache_write": noted("AccountPrices", "cache write {price}"),
    "output": noted("AccountPrices", "output {price}"),
}


def price_text(price: OwnPrice) -> str:
    """`input $1.00, output $8.00, from 25 Nov 2026`."""
    rates = [(words, getattr(price, kind)) for kind, words in KINDS.items()]
    parts = [translate("AccountPrices", words).format(price=money(rate)) for words, rate in rates if rate is not None]
    if price.since != ALWAYS:
        parts.append(translate("AccountPrices", "from {day}", day=plain_day(price.since)))
    return ", ".join(parts)


def price_line(price: OwnPrice) -> ListedLine:
    return ListedLine(
        price,
        price.model if price.tier == STANDARD else f"{price.model} ({price.tier})",
        price_text(price),
        edit=translate("AccountPrices", "Edit the price of {model}", model=price.model),
        remove=translate("AccountPrices", "Remove the price of {model}", model=price.model),
    )


class AccountPrices(FormLine):
    """A line of the account's form; the form of one price opens below the list."""

    changed = Signal(object, object)  # OwnPrice before and after, of account 0; None: there was none, or is to be none
    opened = Signal()  # the form of one price

    def __init__(self, parent: QWidget | None = None) -> None:
        self.none = Text(translate("AccountPrices", "As published"), tone="muted")
        self.add = QPushButton(translate("AccountPrices", "Add…"))
        self.add.setAccessibleName(translate("AccountPrices", "Add a price"))
        self.notice = UndoNotice()
        self.terms = PriceTerms()
        self.terms.hide()
        self.lines: list[ListedLine] = []
        self._prices: tuple[OwnPrice, ...] = ()
        content = QWidget()
        self._rows = QVBoxLayout(content)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(GRID)
        for widget in (self.none, self.notice, self.add, self.terms):
            self._rows.addWidget(widget)
        self._rows.setAlignment(self.add, Qt.AlignmentFlag.AlignLeft)
        words = translate("AccountPrices", "Of single models, for a million tokens, in place of the published ones.")
        super().__init__(translate("AccountPrices", "Prices"), words, content, parent)
        self.add.clicked.connect(self._open_new)
        self.notice.undone.connect(self.changed)
        self.notice.undone.connect(self._focus_add)
        self.terms.saved.connect(self._save)
        self.terms.cancelled.connect(self.close_terms)

    def show_prices(self, prices: tuple[OwnPrice, ...], models: tuple[str, ...]) -> None:
        """`models` are those that the account uses. What is being typed stays."""
        self.terms.offer_models(models)
        if prices == self._prices:
            return
        self._prices = prices
        for line in self.lines:
            self._rows.removeWidget(line)
            line.hide()
            line.deleteLater()
        self.lines = [price_line(price) for price in prices]
        for place, line in enumerate(self.lines):
            self._rows.insertWidget(place, line)
            line.edit_requested.connect(self._open)
            line.removed.connect(self._remove)
        self.none.setVisible(not prices)

    def forget(self) -> None:
        """Another account is looked at."""
        self.close_terms()
        self.notice.forget()
        self.show_problem("")

    @Slot()
    def _open_new(self) -> None:
        self._open(None)

    @Slot(object)
    def _open(self, price: OwnPrice | None) -> None:
        self.terms.edit(price)
        self.terms.show()
        self.add.hide()
        self.opened.emit()

    @Slot()
    def close_terms(self) -> None:
        self.terms.hide()
        self.add.show()

    @Slot(object, object)
    def _save(self, before: OwnPrice | None, after: OwnPrice) -> None:
        self.close_terms()
        added = translate("AccountPrices", "A price of {model} is added.", model=after.model)
        changed = translate("AccountPrices", "The price of {model} is changed.", model=after.model)
        self._change(before, after, added if before is None else changed)

    @Slot(object)
    def _remove(self, price: OwnPrice) -> None:
        self._change(price, None, translate("AccountPrices", "The price of {model} is removed.", model=price.model))
        self.add.setFocus()

    def _change(self, before: OwnPrice | None, after: OwnPrice | None, told: str) -> None:
        self.show_problem("")
        self.notice.tell(told, before, after)
        self.changed.emit(before, after)

    @Slot()
    def _focus_add(self) -> None:
        self.add.setFocus()


class PriceTerms(FormCard):
    saved = Signal(object, object)  # OwnPrice before or None, and the one that was typed, both of account 0
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._before: OwnPrice | None = None
        unit = translate("AccountPrices", "US dollars a million tokens")
        rest = translate("AccountPrices", "Empty: at the price of input.")
        self.model = TypedLine(
            translate("AccountPrices", "Model"), translate("AccountPrices", "As the service calls it."), words_in
        )
        self.tier = ChoiceBox(translate("AccountPrices", "Tier of the price"))
        for tier in TIERS:
            self.tier.addItem(tier, tier)
        self.tier.view().setAccessibleName(self.tier.accessibleName())
        self.model.stand_beside(self.tier)
        self.input = TypedLine(translate("AccountPrices", "Input"), "", cost_in).for_numbers(unit)
        self.cached_input = TypedLine(translate("AccountPrices", "Cached input"), rest, cost_in).for_numbers(unit)
        self.cache_write = TypedLine(translate("AccountPrices", "Cache write"), rest, cost_in).for_numbers(unit)
        self.output = TypedLine(translate("AccountPrices", "Output"), "", cost_in).for_numbers(unit)
        always = translate("AccountPrices", "A UTC day such as 2026-11-24; empty: always.")
        self.since = TypedLine(translate("AccountPrices", "Holds from"), always, day_in).for_numbers()
        self.rates = (self.input, self.cached_input, self.cache_write, self.output)
        self.lines: tuple[TypedLine[Any], ...] = (self.model, *self.rates, self.since)
        self._models = QStringListModel(self)
        completer = QCompleter(self._models, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.model.line.setCompleter(completer)
        for line in self.lines:
            self.add(line)
            line.line.returnPressed.connect(self._save)
        self.save = QPushButton(translate("AccountPrices", "Save price"))
        self.save.setProperty("kind", "primary")
        self.cancel = QPushButton(translate("AccountPrices", "Cancel"))
        self.save.clicked.connect(self._save)
        self.cancel.clicked.connect(self.cancelled)
        foot = QHBoxLayout()
        foot.setSpacing(GRID)
        foot.addStretch(1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.save)
        self.body.addLayout(foot)

    def offer_models(self, models: tuple[str, ...]) -> None:
        if list(models) != self._models.stringList():
            self._models.setStringList(list(models))

    def edit(self, price: OwnPrice | None) -> None:
        self._before = price
        known = price or OwnPrice(0, "")
        self.model.write(known.model)
        self.tier.setCurrentIndex(max(0, self.tier.findData(known.tier)))
        rates = (known.input, known.cached_input, known.cache_write, known.output)
        for line, rate in zip(self.rates, rates, strict=True):
            line.write("" if rate is None else plain(rate))
        self.since.write("" if known.since == ALWAYS else known.since.isoformat())
        self.model.line.setFocus()

    @Slot()
    def _save(self) -> None:
        wrong = [line for line in self.lines if not line.check()] or self._missing()
        if wrong:
            wrong[0].line.setFocus()
            return
        rates: Mapping[str, Decimal | None] = {kind: line.value() for kind, line in zip(KINDS, self.rates, strict=True)}
        since: date = self.since.value() or ALWAYS
        tier = str(self.tier.currentData())
        self.saved.emit(self._before, OwnPrice(0, self.model.value(), tier, **rates, since=since))

    def _missing(self) -> list[TypedLine[Any]]:
        missing: list[TypedLine[Any]] = []
        if not self.model.value():
            self.model.show_problem(not_taken(translate("AccountPrices", "a model such as gpt-5.1")))
            missing.append(self.model)
        if self.input.value() is None and self.output.value() is None:
            words = translate("AccountPrices", "an amount such as 1.25; 0 is free. Input or output is needed")
            self.input.show_problem(not_taken(words))
            missing.append(self.input)
        return missing
