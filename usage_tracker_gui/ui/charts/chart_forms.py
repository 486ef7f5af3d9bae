"""The forms in which the charts page shows a report."""

from __future__ import annotations

from enum import StrEnum


class Form(StrEnum):
    TIME = "time"
    KINDS = "kinds"
    WEEK = "week"
    TIERS = "tiers"


FORMS = (
    (Form.TIME.value, "Over time"),
    (Form.KINDS.value, "Input and output"),
    (Form.WEEK.value, "Weekday and hour"),
    (Form.TIERS.value, "What if"),
)
