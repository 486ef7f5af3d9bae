"""The language that the window speaks, chosen before it is made: Qt's own words, ours, and the conventions of figures.

English is the sources' own language and reads no file.
"""

from __future__ import annotations

import logging
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from usage_tracker_gui.settings.errors import SettingsError
from usage_tracker_gui.settings.preferences import Preferences
from usage_tracker_gui.ui.language.conventions import conventions_of, put_in_force

log = logging.getLogger(__name__)

TRANSLATED = ("de", "es")


def speak(app: QCoreApplication, preferences: Preferences) -> None:
    """Once, before the first widget: texts that are drawn already would stay as they are."""
    locale = locale_of(preferences.language, QLocale.system().name())
    put_in_force(conventions_of(locale, preferences.currency, preferences.currency_rate))
    language = locale[:2]
    if locale != "en" or not QLocale.system().name().startswith("en"):
        QLocale.setDefault(QLocale(locale))  # calendars and the like
    if language in TRANSLATED:
        _install(app, Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)) / f"qtbase_{language}.qm")
        try:
            from usage_tracker_gui.settings.shipped import shipped

            _install(app, shipped(f"translations/usage_tracker_{language}.qm"))
        except SettingsError as error:
            log.warning("%s", error)


def locale_of(choice: str, system: str) -> str:
    """`de_AT` for German on an Austrian's computer, `de` on another's; what has no translation is English."""
    language = system[:2] if choice == "system" else choice
    if language not in TRANSLATED:
        return "en"
    return system if system[:2] == language else language


def _install(app: QCoreApplication, file: Path) -> None:
    translator = QTranslator(app)
    if translator.load(str(file)):
        app.installTranslator(translator)
