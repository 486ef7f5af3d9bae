"""The colours by meaning, for light and for dark. Neutrals come from one grey ramp, and there is one accent.

Text keeps a contrast of 4.5 to 1 against `window` and `surface`; `strong_line`, `field_line`, `series` and `other` keep
3 to 1: a test measures it. The series are Okabe and Ito's colours (safe for colour-blind eyes), some a little darker or
lighter to reach that on our grounds.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tokens:
    """A theme: each colour by what it means."""

    name: str
    window: str
    sunken: str  # the side bar
    surface: str  # cards, fields, tables
    hover: str
    line: str  # decoration; carries no meaning
    strong_line: str  # drawn marks that carry meaning
    field_line: str  # where a field begins and ends
    text: str
    muted: str
    disabled: str
    accent: str
    on_accent: str
    accent_soft: str  # behind something chosen
    ok: str
    warning: str
    critical: str
    warning_soft: str
    critical_soft: str
    track: str  # the empty part of a bar
    series: tuple[str, str, str, str, str, str, str]
    other: str


LIGHT = Tokens(
    name="light",
    window="#f5f6f8",
    sunken="#eceef1",
    surface="#ffffff",
    hover="#e4e7eb",
    line="#dde0e5",
    strong_line="#858c98",
    field_line="#858c98",
    text="#1b1e24",
    muted="#5b626e",
    disabled="#9aa1ad",
    accent="#1d63cc",
    on_accent="#ffffff",
    accent_soft="#dfeafa",
    ok="#18733a",
    warning="#8f5400",
    critical="#c02626",
    warning_soft="#fdf1dc",
    critical_soft="#fce8e7",
    track="#e4e7eb",
    series=("#0072b2", "#c78700", "#009e73", "#c76e9f", "#3498d0", "#d55e00", "#968a00"),
    other="#858c98",
)

DARK = Tokens(
    name="dark",
    window="#15171b",
    sunken="#101215",
    surface="#1d2025",
    hover="#2b2f37",
    line="#31353d",
    strong_line="#737b88",
    field_line="#6a717d",
    text="#e8eaed",
    muted="#a3a9b4",
    disabled="#646b77",
    accent="#6ba6ff",
    on_accent="#0d1117",
    accent_soft="#1e3150",
    ok="#4cc38a",
    warning="#efb04a",
    critical="#ff7f76",
    warning_soft="#33291a",
    critical_soft="#3a2222",
    track="#31353d",
    series=("#1a86c7", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442"),
    other="#8a919d",
)
