"""The reasons between an estimate and a bill in the person's language. The domain words them in English."""

from __future__ import annotations

from usage_tracker_gui.domain.reconciliation import NAMES, SENTENCES, Reason
from usage_tracker_gui.ui.language.translation import translate


def reason_name(reason: Reason) -> str:
    return translate("Reconciliation", NAMES[reason])


def reason_sentence(reason: Reason) -> str:
    return translate("Reconciliation", SENTENCES[reason])


def reason_within(reason: Reason) -> str:
    """The name inside of a sentence: English begins it small, German nouns stay as they are."""
    name = reason_name(reason)
    return name.lower() if name == NAMES[reason] else name
