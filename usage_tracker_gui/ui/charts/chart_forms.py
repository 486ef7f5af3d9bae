"""The forms in which the charts page shows a report."""

from __future__ import annotations

from enum import StrEnum

from usage_tracker_gui.ui.language.translation import noted


class Form(StrEnum):
    TIME = "time"
    KINDS = "kinds"
    WEEK = "week"
    TIERS = "tiers"


FORMS = (
    (Form.TIME.value, noted("Charts", "Over time")),
    (Form.KINDS.value, noted("Charts", "Input and output")),
    (Form.WEEK.value, noted("Charts", "Weekday and hour")),
    (Form.TIERS.value, noted("Charts", "What if")),
)
