"""One setting: where it stands in settings.toml, how a dialog draws it, and which values it takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

Check = Callable[[str], str]  # gives the text as it is kept; raises ValueError with what is allowed


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number from `least` to `most`; None too if `optional`."""

    least: int
    most: int
    optional: bool = False

    @property
    def allowed(self) -> str:
        numbers = f"a whole number from {self.least:,} to {self.most:,}"
        return f"{numbers}, or nothing" if self.optional else numbers

    def check(self, value: object) -> int | None:
        if value is None and self.optional:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not self.least <= value <= self.most:
            raise ValueError(self.allowed)
        return value


@dataclass(frozen=True, slots=True)
class Amount:
    """An exact positive number, or None."""

    allowed: str = "a number above 0 such as 25.50, or nothing"

    def check(self, value: object) -> Decimal | None:
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise ValueError(self.allowed)
        amount = Decimal(value)
        if not amount.is_finite() or amount <= 0:
            raise ValueError(self.allowed)
        return amount


@dataclass(frozen=True, slots=True)
class Switch:
    """On or off."""

    allowed: str = "true or false"

    def check(self, value: object) -> bool:
        if not isinstance(value, bool):
            raise ValueError(self.allowed)
        return value


@dataclass(frozen=True, slots=True)
class Choice:
    """One of `choices`: the value in the file, and the words that a dialog shows for it."""

    choices: tuple[tuple[str, str], ...]

    @property
    def allowed(self) -> str:
        return ", ".join(value for value, _ in self.choices)

    def check(self, value: object) -> str:
        for choice, _ in self.choices:
            if value == choice:
                return choice
        raise ValueError(self.allowed)


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text that `rule` accepts."""

    allowed: str
    rule: Callable[[str], bool]

    def check(self, value: object) -> str:
        if not isinstance(value, str) or not value.isprintable() or not self.rule(value):
            raise ValueError(self.allowed)
        return value


Kind = Whole | Amount | Switch | Choice | Text


@dataclass(frozen=True, slots=True)
class Setting:
    """`table` is its group in settings.toml and in the dialog. `private`: the value may hold a password, so that no
    message repeats it. `unit` stands behind the field, `help` explains it in one sentence.
    """

    table: str
    label: str
    kind: Kind
    help: str = ""
    unit: str = ""
    private: bool = False

    def check(self, value: object) -> object:
        """The value as it is kept. Raises ValueError whose text is what is allowed."""
        return self.kind.check(value)


def setting(default: Any, table: str, label: str, kind: Kind, help: str = "", unit: str = "") -> Any:
    """A dataclass field that knows how it is drawn and checked."""
    return field(default=default, metadata={"setting": Setting(table, label, kind, help, unit)})


def private_setting(default: Any, table: str, label: str, kind: Kind, help: str = "") -> Any:
    """Like `setting`, for a value that may hold a password: left out of repr and messages."""
    return field(
        default=default, repr=False, metadata={"setting": Setting(table, label, kind, help, unit="", private=True)}
    )
