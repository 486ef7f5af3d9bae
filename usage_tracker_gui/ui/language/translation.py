"""The words of the window in the person's language.

`scripts/translations.py` finds every `translate`, `counted` and `noted` whose texts are written out, and hands them to
Qt Linguist. Values stand in braces, so that a translator may move them.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QKeySequence

from usage_tracker_gui.ui.language.conventions import in_force

MOST_FOR_QT = 1_000_000_000


def translate(context: str, text: str, **values: object) -> str:
    """The text in the person's language, else as it is. `context` tells translators where it stands."""
    translated = QCoreApplication.translate(context, text) if text else ""
    return translated.format(**values) if values else translated


def noted(context: str, text: str) -> str:
    """The text as it is, for a table that is made before the language is known: it is translated when it is shown."""
    return text


def counted(context: str, many: str, one: str, n: int, **values: object) -> str:
    """A text about `n` things, which stands in it as `{n}`; languages have more or other plural forms than English."""
    form = n if n < MOST_FOR_QT else n % MOST_FOR_QT + MOST_FOR_QT  # its last digits decide, and Qt's numbers are short
    translated = QCoreApplication.translate(context, many, one, form)
    if translated == many and n == 1:
        translated = one
    return translated.format(n=in_force().localized(f"{n:,}"), **values)


def keys_text(keys: QKeySequence) -> str:
    """A shortcut as the person's keyboard names it: `Ctrl+1`, `Strg+1`."""
    return keys.toString(QKeySequence.SequenceFormat.NativeText)
