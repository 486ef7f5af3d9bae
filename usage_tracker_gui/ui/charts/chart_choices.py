"""What a chart can be asked for, in words that read like a sentence: `Cost per day by model`."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSignalBlocker

from usage_tracker_gui.domain.report import GroupBy
from usage_tracker_gui.ui.language.translation import noted, translate
from usage_tracker_gui.ui.parts.choice_box import ChoiceBox
from usage_tracker_gui.ui.series.chart_series import Metric
from usage_tracker_gui.ui.series.chart_steps import Step

STACKS = {
    GroupBy.MODEL: noted("Charts", "by model"),
    GroupBy.KEY: noted("Charts", "by key"),
    GroupBy.PROJECT: noted("Charts", "by project"),
    GroupBy.TIER: noted("Charts", "by tier"),
    GroupBy.SERVICE: noted("Charts", "by service"),
}
STEPS = {
    Step.MINUTE: noted("Charts", "per minute"),
    Step.HOUR: noted("Charts", "per hour"),
    Step.DAY: noted("Charts", "per day"),
    Step.WEEK: noted("Charts", "per week"),
    Step.MONTH: noted("Charts", "per month"),
}


def stack_name(by: GroupBy) -> str:
    return translate("Charts", STACKS[by])


def step_name(step: Step) -> str:
    return translate("Charts", STEPS[step])


def choice(name: str, texts: Mapping[Step, str] | Mapping[Metric, str] | Mapping[GroupBy, str]) -> ChoiceBox:
    box = ChoiceBox(name)
    box.setToolTip(name)
    for value, text in texts.items():
        box.addItem(text, value)
    return box


def offer(box: ChoiceBox, texts: Mapping[Step, str], chosen: Step) -> None:
    with QSignalBlocker(box):
        if [box.itemData(index) for index in range(box.count())] != list(texts):
            box.clear()
            for value, text in texts.items():
                box.addItem(text, value)
        box.setCurrentIndex(box.findData(chosen))
