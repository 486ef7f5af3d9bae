"""How a language and a currency write numbers: separators, where the sign of money stands, and at which rate.

What is in force is one value for the whole window, as Qt's default locale is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

ONE = Decimal(1)
NO_BREAK_SPACE = "\u00a0"


@dataclass(frozen=True, slots=True)
class Conventions:
    """The defaults are English and US dollars, which need no library. `locale` is Babel's, such as `de_CH`.

    `before` and `after` stand around an amount; `rate` is how much of `currency` one US dollar is.
    """

    locale: str = "en"
    decimal: str = "."
    group: str = ","
    currency: str = "USD"
    before: str = "$"
    after: str = ""
    digits: int = 2
    rate: Decimal = ONE

    @property
    def is_english(self) -> bool:
        return self.locale == "en"

    @property
    def is_converted(self) -> bool:
        return self.currency != "USD"

    def localized(self, english: str) -> str:
        """A number that is written the English way, `1,234.5`, with the language's own separators."""
        if self.is_english:
            return english
        return english.translate({ord(","): self.group, ord("."): self.decimal})

    @property
    def in_dollars(self) -> Conventions:
        """The same language with amounts as the services bill them."""
        return self if not self.is_converted else conventions_of(self.locale)


def conventions_of(locale: str, currency: str = "USD", rate: Decimal | None = None) -> Conventions:
    """A currency without a rate can't be converted to: amounts stay in US dollars."""
    if rate is None or currency == "USD":
        currency, rate = "USD", ONE
    if locale == "en" and currency == "USD":
        return Conventions()
    from babel import Locale, UnknownLocaleError, numbers  # 50 ms, for those who need it

    try:
        Locale.parse(locale)
    except UnknownLocaleError:  # German in a country of which Babel knows no German
        locale = locale.partition("_")[0]
    written = numbers.format_currency(1, currency, locale=locale, currency_digits=True)
    before, after = re.split(r"1(?:\D?0+)?", written, maxsplit=1)
    if before[-1:].isalpha():
        before += NO_BREAK_SPACE  # `CHF 12.50`
    return Conventions(
        locale=locale,
        decimal=numbers.get_decimal_symbol(locale),
        group=numbers.get_group_symbol(locale),
        currency=currency,
        before=before,
        after=after,
        digits=numbers.get_currency_precision(currency),
        rate=rate,
    )


_in_force = Conventions()


def in_force() -> Conventions:
    return _in_force


def put_in_force(conventions: Conventions) -> None:
    global _in_force
    _in_force = conventions


def show_currency(currency: str, rate: Decimal | None) -> None:
    """From now on amounts are in this currency; what is drawn already has to be drawn again."""
    put_in_force(conventions_of(_in_force.locale, currency, rate))
