"""What the simulated service charges: its own small table, equal to the published prices of the models in use.

Dollars per million tokens, as published; a table of our own and not our price sheet, so that a bill is an independent
witness. A model that is not here is charged all the same (the house model), though nobody published its price.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

PICO_PER_DOLLAR_PER_MILLION = 1_000_000  # one dollar per million tokens is a million picodollars per token


@dataclass(frozen=True, slots=True)
class Rate:
    """Dollars per million tokens. None: charged as the nearest kind that has a rate.

    Above `breakpoint` tokens `long` holds instead."""

    input: str
    output: str
    cached: str | None = None
    written: str | None = None
    audio_input: str | None = None
    audio_output: str | None = None
    cached_audio: str | None = None
    image_input: str | None = None
    cached_image: str | None = None
    image_output: str | None = None
    written_12h: str | None = None
    breakpoint: int | None = None
    long: Rate | None = None

    def per_token(self) -> tuple[int, ...]:
        """Picodollars per token, in the order of the workload's token kinds."""
        cached = self.cached or self.input
        written = self.written or self.input
        audio, image = self.audio_input or self.input, self.image_input or self.input
        return tuple(
            int(Decimal(rate) * PICO_PER_DOLLAR_PER_MILLION)
            for rate in (
                self.input, self.output, cached, written, audio, self.audio_output or self.output,
                self.cached_audio or cached, image, self.cached_image or cached, self.image_output or self.output,
                self.written_12h or written,
            )
        )  # fmt: skip


def _long(short: tuple[str, str, str, str, str], long: tuple[str, str, str, str, str]) -> Rate:
    """Each: input, output, cached input, 30-minute writes, 12-hour writes."""
    return replace(_writing(*short), breakpoint=272_000, long=_writing(*long))


def _writing(input: str, output: str, cached: str, written: str, written_12h: str) -> Rate:
    return Rate(input, output, cached, written, written_12h=written_12h)


_BEGINNING = date(1970, 1, 1)
_TERRA_CUT = date(2026, 7, 30)

# (model, tier) to (since, rate), oldest first. The tier `batch` wins over whatever service tier the row carries.
_RATES: dict[tuple[str, str], tuple[tuple[date, Rate], ...]] = {
    ("gpt-5.1", "default"): ((_BEGINNING, Rate("1.25", "10", "0.125")),),
    ("gpt-5.1", "batch"): ((_BEGINNING, Rate("0.625", "5", "0.0625")),),
    ("gpt-5.1", "flex"): ((_BEGINNING, Rate("0.625", "5", "0.0625")),),
    ("gpt-5.1", "priority"): ((_BEGINNING, Rate("2.5", "20", "0.25")),),
    ("gpt-5-mini", "default"): ((_BEGINNING, Rate("0.25", "2", "0.025")),),
    ("gpt-5-mini", "batch"): ((_BEGINNING, Rate("0.125", "1", "0.0125")),),
    ("gpt-5-mini", "flex"): ((_BEGINNING, Rate("0.125", "1", "0.0125")),),
    ("gpt-5-mini", "priority"): ((_BEGINNING, Rate("0.45", "3.6", "0.045")),),
    ("gpt-6-sol", "default"): ((_BEGINNING, _long(("2", "10", "0.2", "2.5", "5"), ("4", "15", "0.4", "5", "10"))),),
    ("gpt-6-sol", "batch"): ((_BEGINNING, _long(("1", "5", "0.1", "1.25", "2.5"), ("2", "7.5", "0.2", "2.5", "5"))),),
    ("gpt-6-sol", "flex"): ((_BEGINNING, _long(("1", "5", "0.1", "1.25", "2.5"), ("2", "7.5", "0.2", "2.5", "5"))),),
    ("gpt-6-sol", "priority"): ((_BEGINNING, _long(("4", "20", "0.4", "5", "10"), ("8", "30", "0.8", "10", "20"))),),
    ("gpt-6-luna", "default"): (
        (_BEGINNING, _long(("0.1", "0.5", "0.01", "0.125", "0.25"), ("0.2", "0.75", "0.02", "0.25", "0.5"))),
    ),
    ("gpt-6-luna", "flex"): (
        (_BEGINNING, _long(("0.05", "0.25", "0.005", "0.0625", "0.125"), ("0.1", "0.375", "0.01", "0.125", "0.25"))),
    ),
    ("gpt-5.6-terra", "default"): (
        (_BEGINNING, Rate("2.5", "15", "0.25", "3.125")),
        (_TERRA_CUT, _writing("2", "12", "0.2", "2.5", "5")),
    ),
    ("gpt-5.6-terra", "batch"): ((_TERRA_CUT, _writing("1", "6", "0.1", "1.25", "2.5")),),
    ("gpt-4o", "default"): ((_BEGINNING, Rate("2.5", "10", "1.25")),),
    ("gpt-4o", "batch"): ((_BEGINNING, Rate("1.25", "5")),),
    ("gpt-4o-mini", "default"): ((_BEGINNING, Rate("0.15", "0.6", "0.075")),),
    ("o3", "default"): ((_BEGINNING, Rate("2", "8", "0.5")),),
    ("o3", "batch"): ((_BEGINNING, Rate("1", "4")),),
    ("o3", "flex"): ((_BEGINNING, Rate("1", "4", "0.25")),),
    ("gpt-realtime", "default"): (
        (
            _BEGINNING,
            Rate(
                "4",
                "16",
                "0.4",
                audio_input="32",
                audio_output="64",
                cached_audio="0.4",
                image_input="5",
                cached_image="0.5",
            ),
        ),
    ),
    ("gpt-image-1", "default"): ((_BEGINNING, Rate("5", "40", "1.25", image_input="10", cached_image="2.5")),),
}

HOUSE_RATE = Rate("0.8", "2.4", "0.2")
WEB_SEARCH_CALL = Decimal("0.01")
FILE_SEARCH_CALL = Decimal("0.0025")
CODE_INTERPRETER_SESSION = Decimal("0.03")
EMBEDDING_LARGE = Decimal("0.13")  # per million tokens
EMBEDDING_SMALL = Decimal("0.02")
IMAGE = Decimal("0.04")
SPEECH_CHARACTER = Decimal("0.000015")
TRANSCRIPTION_SECOND = Decimal("0.0001")
REGIONAL_UPLIFT_PER_DAY = Decimal("0.37")  # a line that no usage endpoint explains


def known() -> tuple[tuple[str, str], ...]:
    """Every (model, tier) with a published rate."""
    return tuple(_RATES)


def published(model: str) -> bool:
    return any(known == model for known, _ in _RATES)


def rate(model: str, tier: str, day: date) -> Rate:
    """The rate of a UTC day; the house rate for what nobody published."""
    dated = _RATES.get((model, tier))
    if dated is None:
        return HOUSE_RATE
    began = [rate for since, rate in dated if since <= day]
    return began[-1] if began else HOUSE_RATE
