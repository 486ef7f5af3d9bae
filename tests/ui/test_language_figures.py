"""Figures, money and dates as a language and a currency write them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest

from usage_tracker_gui.domain import figures as english
from usage_tracker_gui.domain.cost import Cost, CostStatus
from usage_tracker_gui.ui.language import dates
from usage_tracker_gui.ui.language.conventions import Conventions, conventions_of, put_in_force, show_currency
from usage_tracker_gui.ui.language.figures import (
    age,
    axis_money,
    currency_note,
    decimal,
    exact_money,
    money,
    plain,
    short_axis_money,
    short_count,
    typed_number,
    whole,
    with_rate,
)
from usage_tracker_gui.ui.parts.amounts import cost_text
from usage_tracker_gui.ui.parts.wording import cost_why, percent, steady_count

NBSP = "\u00a0"
DAY = date(2026, 11, 24)
Write = Callable[..., None]


@pytest.fixture
def write_in() -> Iterator[Write]:
    def write(locale: str, currency: str = "USD", rate: str | None = None) -> None:
        put_in_force(conventions_of(locale, currency, None if rate is None else Decimal(rate)))

    yield write
    put_in_force(Conventions())


AMOUNTS = ("0", "0.004", "0.0000001", "0.01", "1234.565", "-3.2", "9999999.99")


@pytest.mark.parametrize("usd", AMOUNTS)
def test_english_dollars_are_written_as_on_the_command_line(usd: str) -> None:
    assert money(Decimal(usd)) == english.money(Decimal(usd))


@pytest.mark.parametrize(
    ("locale", "currency", "rate", "written"),
    [
        ("de", "USD", None, f"1.234,50{NBSP}$"),
        ("de", "EUR", "0.92", f"1.135,74{NBSP}€"),
        ("es", "USD", None, f"1.234,50{NBSP}US$"),
        ("es", "EUR", "0.92", f"1.135,74{NBSP}€"),
        ("en", "EUR", "0.92", "€1,135.74"),
        ("en", "CHF", "0.88", f"CHF{NBSP}1,086.36"),
        ("en", "JPY", "155", "¥191,348"),
        ("de_CH", "CHF", "0.88", f"CHF{NBSP}1’086.36"),
    ],
)
def test_money_stands_as_its_readers_write_it(
    write_in: Write, locale: str, currency: str, rate: str | None, written: str
) -> None:
    write_in(locale, currency, rate)
    assert money(Decimal("1234.5")) == written


def test_a_currency_without_a_rate_stays_in_dollars(write_in: Write) -> None:
    write_in("en", "EUR")
    assert money(Decimal("1.5")) == "$1.50"
    assert currency_note() == ""


def test_a_small_amount_keeps_its_figures_in_any_currency(write_in: Write) -> None:
    write_in("de", "EUR", "0.5")
    assert money(Decimal("0.0084")) == f"0,0042{NBSP}€"
    assert money(None) == "—"


def test_what_is_converted_says_so(write_in: Write) -> None:
    write_in("en", "EUR", "0.92")
    assert with_rate(money(Decimal("41.52"))) == "€38.20 · at 0.92"
    assert exact_money(Decimal("1.25")) == "€1.15 = $1.25 at 0.92"
    assert currency_note() == "EUR at 0.92 per US dollar"
    assert cost_why(Cost(Decimal("1.25"), CostStatus.PRICED)) == "€1.15 = $1.25 at 0.92"
    assert cost_text(Cost(Decimal("1.25"), CostStatus.ESTIMATED)) == "~€1.15"


def test_dollars_say_nothing_of_a_rate() -> None:
    assert with_rate("$1.20") == "$1.20"
    assert exact_money(Decimal("1.250")) == "$1.25"


def test_an_axis_carries_amounts_that_are_converted_already(write_in: Write) -> None:
    write_in("de", "EUR", "0.92")
    assert axis_money(2000, 0) == f"2.000{NBSP}€"
    assert short_axis_money(Decimal(1_500_000)) == f"1,5 M{NBSP}€"


def test_numbers_have_the_separators_of_the_language(write_in: Write) -> None:
    write_in("es")
    assert whole(1_234_567) == "1.234.567"
    assert decimal(Decimal("1234.56"), 1) == "1.234,6"
    assert plain(Decimal("1234.50")) == "1234,5"
    assert short_count(1_234_567) == "1,2 M"
    assert steady_count(4_000_000) == "4,0 M"
    assert percent(Decimal("0.0001"), 2) == "0,01 %"
    assert percent(Decimal("0.00001"), 2) == "< 0,01 %"
    assert age(timedelta(minutes=4)) == "4 min"


@pytest.mark.parametrize(
    ("locale", "typed", "number"),
    [
        ("en", "1,234.5", "1234.5"),
        ("en", "10,000", "10000"),
        ("en", "0.92", "0.92"),
        ("de", "1.234,5", "1234.5"),
        ("de", "10.000", "10000"),
        ("de", "0,92", "0.92"),
        ("de", "0.92", "0.92"),
        ("de", "1234.5", "1234.5"),
        ("es", "1 000,25", "1000.25"),
        ("de_CH", "1’234.50", "1234.50"),
    ],
)
def test_a_number_is_understood_as_its_language_writes_it(
    write_in: Write, locale: str, typed: str, number: str
) -> None:
    write_in(locale)
    assert typed_number(typed) == Decimal(number)


@pytest.mark.parametrize("typed", ["", "viel", "1,2,3", "--1"])
def test_what_is_no_number_is_refused(write_in: Write, typed: str) -> None:
    write_in("de")
    with pytest.raises(ValueError, match=r".*"):
        typed_number(typed)


def test_days_are_written_in_the_language(write_in: Write) -> None:
    assert (dates.long_day(DAY), dates.short_day(DAY), dates.month(DAY)) == ("Tue 24 Nov 2026", "24 Nov", "Nov 2026")
    write_in("de")
    assert (dates.long_day(DAY), dates.plain_day(DAY)) == ("Di., 24. Nov. 2026", "24. Nov. 2026")
    assert (dates.weekday(1), dates.short_weekday(1)) == ("Dienstag", "Di")
    write_in("es")
    assert (dates.long_day(DAY), dates.long_month(DAY)) == ("mar, 24 nov 2026", "noviembre de 2026")
    assert dates.short_day(DAY) == "24 nov"


def test_a_country_that_a_language_is_not_spoken_in_takes_the_language(write_in: Write) -> None:
    write_in("de_XX")
    assert money(Decimal(1)) == f"1,00{NBSP}$"


def test_a_new_rate_holds_at_once_and_keeps_the_language(write_in: Write) -> None:
    write_in("de")
    show_currency("EUR", Decimal("0.5"))
    assert money(Decimal(3)) == f"1,50{NBSP}€"
    show_currency("USD", None)
    assert money(Decimal(3)) == f"3,00{NBSP}$"
