"""When a total may hold the calls of programs twice."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from usage_tracker_gui.domain.own_calls import counted_twice, programs_account
from usage_tracker_gui.domain.report import NO_FIGURES, GroupBy, Question, Row, Summary
from usage_tracker_gui.domain.usage import Period

PERIOD = Period(datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 25, tzinfo=UTC))
TELLING = {"openai", "anthropic"}


def usage(*seen: tuple[str, str]) -> Summary:
    rows = tuple(Row(group, NO_FIGURES) for group in seen)
    return Summary(Question(PERIOD, (GroupBy.SERVICE, GroupBy.ACCOUNT)), rows, NO_FIGURES)


@pytest.mark.parametrize(
    ("seen", "twice"),
    [
        ((("openai", "openai-programs"),), ()),
        ((("openai", "Harbor"), ("anthropic", "Lighthouse")), ()),
        ((("openai", "openai-programs"), ("anthropic", "Lighthouse")), ()),
        ((("openai", "openai-programs"), ("openai", "Harbor")), ("openai-programs",)),
        ((("groq", "groq-programs"), ("groq", "By hand")), ()),
    ],
)
def test_programs_count_again_what_an_account_of_the_same_service_tells(
    seen: tuple[tuple[str, str], ...], twice: tuple[str, ...]
) -> None:
    assert counted_twice(usage(*seen), TELLING) == twice


def test_the_account_of_programs_is_named_after_the_service() -> None:
    assert programs_account("openai") == "openai-programs"
