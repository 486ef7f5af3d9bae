"""Colours that can be read, and series that keep theirs."""

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from usage_tracker_gui.ui.look.theme import SeriesColors, apply_theme, current_tokens, tokens_of
from usage_tracker_gui.ui.look.tokens import DARK, LIGHT, Tokens
from usage_tracker_gui.ui.parts.card import Text


def luminance(color: str) -> float:
    parts = [value / 255 for value in QColor(color).getRgb()[:3]]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=lambda tokens: tokens.name)
@pytest.mark.parametrize("ink", ["text", "muted", "accent", "ok", "warning", "critical"])
@pytest.mark.parametrize("ground", ["window", "surface", "sunken"])
def test_text_has_a_contrast_of_four_and_a_half(tokens: Tokens, ink: str, ground: str) -> None:
    assert contrast(getattr(tokens, ink), getattr(tokens, ground)) >= 4.5


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=lambda tokens: tokens.name)
def test_text_on_coloured_grounds_can_be_read(tokens: Tokens) -> None:
    assert contrast(tokens.on_accent, tokens.accent) >= 4.5
    assert contrast(tokens.text, tokens.accent_soft) >= 4.5
    assert contrast(tokens.text, tokens.warning_soft) >= 4.5
    assert contrast(tokens.text, tokens.critical_soft) >= 4.5


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=lambda tokens: tokens.name)
def test_what_carries_meaning_stands_out_three_to_one(tokens: Tokens) -> None:
    for color in (*tokens.series, tokens.other, tokens.strong_line, tokens.field_line):
        assert contrast(color, tokens.surface) >= 3.0, color


def test_series_colors_differ_from_one_another() -> None:
    for tokens in (LIGHT, DARK):
        assert len({*tokens.series, tokens.other}) == 8


def test_the_first_seven_names_have_a_color_of_their_own_and_the_rest_is_other() -> None:
    colors = SeriesColors()
    names = [f"model-{at}" for at in range(9)]
    colors.rank(names)
    assert len({colors.of(name, LIGHT).name() for name in names[:7]}) == 7
    assert colors.of(names[7], LIGHT).name() == LIGHT.other
    assert not colors.has_own(names[8])


def test_a_name_keeps_its_color_while_the_ranking_changes() -> None:
    colors = SeriesColors()
    colors.rank(["a", "b", "c"])
    before = {name: colors.of(name, LIGHT).name() for name in "abc"}
    colors.rank(["d", "c", "b", "a", "e"])
    assert {name: colors.of(name, LIGHT).name() for name in "abc"} == before


def test_a_name_that_becomes_large_takes_the_color_of_one_that_is_gone() -> None:
    colors = SeriesColors()
    colors.rank([f"old-{at}" for at in range(7)])
    colors.rank(["new", *(f"old-{at}" for at in range(6))])
    assert colors.has_own("new")
    assert not colors.has_own("old-6")


def test_a_change_of_theme_reaches_a_label_and_its_status_color(qapp: QApplication) -> None:
    apply_theme(qapp, "light")
    label = Text("needs a key", tone="critical")
    assert label.palette().color(label.foregroundRole()).name() == LIGHT.critical
    apply_theme(qapp, "dark")
    try:
        assert tokens_of(label) is DARK
        assert label.palette().color(label.foregroundRole()).name() == DARK.critical
    finally:
        apply_theme(qapp, "light")


def test_there_is_one_theme_and_it_tells_of_a_change_once(qapp: QApplication) -> None:
    theme = apply_theme(qapp, "light")
    told: list[Tokens] = []
    theme.changed.connect(told.append)
    try:
        assert apply_theme(qapp, "dark") is theme
        apply_theme(qapp, "dark")
        assert told == [DARK]
        assert current_tokens() is DARK
        assert qapp.palette().color(QPalette.ColorRole.Window).name() == DARK.window
    finally:
        theme.changed.disconnect(told.append)
        apply_theme(qapp, "light")
