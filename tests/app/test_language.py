"""Which language the window speaks, by the person's choice and the computer's own."""

import pytest

from usage_tracker_gui.app.language import locale_of


@pytest.mark.parametrize(
    ("choice", "system", "spoken"),
    [
        ("system", "de_AT", "de_AT"),
        ("system", "es_MX", "es_MX"),
        ("system", "fr_FR", "en"),
        ("system", "C", "en"),
        ("de", "de_CH", "de_CH"),
        ("de", "en_US", "de"),
        ("es", "de_DE", "es"),
        ("en", "de_DE", "en"),
    ],
)
def test_the_language_is_the_persons_choice_and_the_country_the_computers(
    choice: str, system: str, spoken: str
) -> None:
    assert locale_of(choice, system) == spoken
