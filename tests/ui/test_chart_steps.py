"""Steps of a chart begin where a person's clock and calendar begin them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from usage_tracker_gui.domain.usage import Period
from usage_tracker_gui.ui.series.chart_steps import Step, fitting_steps, labels, moment_of, steps_of

BERLIN = "Europe/Berlin"


def period(start: str, end: str) -> Period:
    return Period(datetime.fromisoformat(start).astimezone(UTC), datetime.fromisoformat(end).astimezone(UTC))


def test_a_day_begins_at_midnight_of_the_zone():
    steps = steps_of(period("2026-11-20T23:00:00+00:00", "2026-11-22T12:00:00+00:00"), Step.DAY, BERLIN)
    assert [start.isoformat() for start in steps.starts] == ["2026-11-21T00:00:00+01:00", "2026-11-22T00:00:00+01:00"]
    assert steps.end.isoformat() == "2026-11-23T00:00:00+01:00"


def test_an_autumn_day_has_25_hours_and_a_spring_day_23():
    autumn = steps_of(period("2026-10-25T00:00:00+02:00", "2026-10-26T00:00:00+01:00"), Step.HOUR, BERLIN)
    spring = steps_of(period("2026-03-29T00:00:00+01:00", "2026-03-30T00:00:00+02:00"), Step.HOUR, BERLIN)
    assert (len(autumn), len(spring)) == (25, 23)


def test_the_repeated_hour_of_autumn_is_found_by_its_offset():
    steps = steps_of(period("2026-10-25T00:00:00+02:00", "2026-10-26T00:00:00+01:00"), Step.HOUR, BERLIN)
    first = steps.index_at(moment_of("2026-10-25T02:00:00+02:00", BERLIN))
    second = steps.index_at(moment_of("2026-10-25T02:00:00+01:00", BERLIN))
    assert (first, second) == (2, 3)


def test_hours_of_india_begin_at_its_full_hours():
    steps = steps_of(period("2026-11-20T18:30:00+00:00", "2026-11-20T20:30:00+00:00"), Step.HOUR, "Asia/Kolkata")
    assert [f"{start:%H:%M}" for start in steps.starts] == ["00:00", "01:00"]


def test_weeks_begin_on_monday_and_hold_their_days():
    steps = steps_of(period("2026-11-18T00:00:00+00:00", "2026-12-01T00:00:00+00:00"), Step.WEEK, "UTC")
    assert [start.day for start in steps.starts] == [16, 23, 30]
    assert steps.index_at(moment_of("2026-11-22", "UTC")) == 0


def test_months_go_over_the_end_of_a_year():
    steps = steps_of(period("2026-11-18T00:00:00+00:00", "2027-01-02T00:00:00+00:00"), Step.MONTH, "UTC")
    assert [f"{start:%Y-%m}" for start in steps.starts] == ["2026-11", "2026-12", "2027-01"]
    assert steps.index_at(moment_of("2026-12", "UTC")) == 1


def test_a_moment_lies_within_its_step():
    steps = steps_of(period("2026-11-20T00:00:00+00:00", "2026-11-22T00:00:00+00:00"), Step.DAY, "UTC")
    assert steps.position_at(datetime(2026, 11, 21, 12, tzinfo=UTC)) == pytest.approx(1.0)
    assert steps.position_at(datetime(2026, 11, 22, tzinfo=UTC)) is None


def test_an_empty_period_has_no_steps():
    assert len(steps_of(period("2026-11-20T00:00:00+00:00", "2026-11-20T00:00:00+00:00"), Step.DAY, "UTC")) == 0


@pytest.mark.parametrize(
    ("days", "offered"),
    [
        (1, [Step.MINUTE, Step.HOUR, Step.DAY]),
        (30, [Step.HOUR, Step.DAY, Step.WEEK, Step.MONTH]),
        (365, [Step.DAY, Step.WEEK, Step.MONTH]),
    ],
)
def test_steps_are_offered_that_a_screen_can_show(days: int, offered: list[Step]):
    start = datetime(2026, 1, 1, tzinfo=UTC)
    assert list(fitting_steps(Period(start, start + timedelta(days=days)))) == offered


@pytest.mark.parametrize("step", list(Step))
def test_there_are_never_more_labels_than_room(step: Step):
    start = datetime(2026, 1, 3, 7, 21, tzinfo=ZoneInfo(BERLIN))
    steps = steps_of(Period(start, start + step.rough_length * 2500), step, BERLIN)
    for room in (1, 2, 5, 12, 40):
        chosen = labels(steps, 0, len(steps) - 1, room)
        assert len(chosen) <= room
        assert all(text and 0 <= index < len(steps) for index, text in chosen)


def test_labels_of_hours_stand_on_round_hours_and_name_the_day_at_midnight():
    steps = steps_of(period("2026-11-20T00:00:00+00:00", "2026-11-21T12:00:00+00:00"), Step.HOUR, "UTC")
    assert [text for _, text in labels(steps, 0, 35, 6)] == ["20 Nov", "06:00", "12:00", "18:00", "21 Nov", "06:00"]


def test_a_step_is_titled_in_full():
    steps = steps_of(period("2026-11-24T14:00:00+00:00", "2026-11-24T15:00:00+00:00"), Step.HOUR, BERLIN)
    assert steps.title(0) == "Tue 24 Nov 2026, 15:00–16:00"
