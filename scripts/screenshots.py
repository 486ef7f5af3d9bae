"""Pictures of every page, to be looked at: `python3 scripts/screenshots.py [FOLDER] [--page NAME] [--theme NAME]`.

Each page in both themes, at 1x and 2x, comfortable and small, with empty, ordinary and crowded figures of the made-up
organization that the tests use. Without FOLDER they go to build/screenshots. `--readme` makes the README's picture,
`--language de` German ones, `--currency EUR --rate 0.92` ones in euros.
"""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import environment

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

FOLDER = environment.ROOT / "build" / "screenshots"
README = environment.ROOT / "resources" / "screenshot.png"
PAGES = ("overview", "usage", "charts", "alerts", "accounts", "settings", "first-run")
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
SIZES = {"wide": (1100, 720), "small": (800, 560)}
FIGURES = ("ordinary", "empty", "crowded")
SCALES = (1, 2)


def screenshots(arguments: Sequence[str]) -> int:
    asked = _parse(arguments)
    sys.path[:0] = [str(environment.ROOT), str(environment.ROOT / "tests" / "ui")]
    from PySide6.QtWidgets import QApplication

    from usage_tracker_gui.app.language import speak
    from usage_tracker_gui.settings.preferences import Preferences
    from usage_tracker_gui.ui.look.theme import apply_theme

    app = QApplication([])
    speak(app, Preferences(language=asked.language, currency=asked.currency, currency_rate=asked.rate))
    if asked.readme:
        apply_theme(app, "light")
        _take(_overview_of_a_month(), README, 2)
        return 0
    asked.folder.mkdir(parents=True, exist_ok=True)
    chosen: Sequence[Literal["light", "dark"]] = asked.theme or THEMES
    for theme in chosen:
        apply_theme(app, theme)
        for page, figures, size in product(asked.page or PAGES, FIGURES, SIZES):
            for name, widget in _pictured(page, figures, SIZES[size]):
                for scale in SCALES:
                    _take(widget, asked.folder / f"{name}-{figures}-{theme}-{size}@{scale}x.png", scale)
                widget.close()
    print(f"Pictures are in {asked.folder}")
    return 0


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--page", action="append", choices=PAGES)
    parser.add_argument("--theme", action="append", choices=THEMES)
    parser.add_argument("--language", choices=("en", "de", "es"), default="en")
    parser.add_argument("--currency", default="USD")
    parser.add_argument("--rate", type=Decimal)
    parser.add_argument("--readme", action="store_true")
    return parser.parse_args(arguments)


def _pictured(page: str, figures: str, size: tuple[int, int]) -> Iterator[tuple[str, "QWidget"]]:
    """The page in its window; dialogs and the first run do not change with the figures."""
    if page in ("settings", "first-run") and figures != "ordinary":
        return
    widget = _settings() if page == "settings" else _window(page, figures)
    widget.resize(*size)
    widget.show()
    _settle()
    yield page, widget


def _settings() -> "QWidget":
    import made_up

    from usage_tracker_gui.settings.preferences import Preferences
    from usage_tracker_gui.ui.settings.settings_dialog import SettingsDialog

    dialog = SettingsDialog(Preferences(), services=made_up.SERVICES)
    dialog.show_accounts(made_up.ACCOUNTS)
    return dialog


def _window(page: str, figures: str) -> "QWidget":
    import made_up

    from usage_tracker_gui.domain.report import GroupBy, Lookback, View
    from usage_tracker_gui.settings.preferences import Preferences
    from usage_tracker_gui.ui.main_window import MainWindow

    window = MainWindow(Preferences(), made_up.SERVICES, now=lambda: made_up.NOW)
    if page == "first-run":
        window.show_first_run()
        return window
    view = View() if figures == "empty" else View(lookback=Lookback.MONTH_OF_DAYS, step=GroupBy.DAY)
    make = {"ordinary": made_up.report, "empty": made_up.empty_report, "crowded": made_up.crowded_report}[figures]
    window.show_view(view)
    window.show_page(page)
    window.show_report(make(view))
    window.show_collection(made_up.collection())
    return window


def _overview_of_a_month() -> "QWidget":
    window = _window("overview", "ordinary")
    window.resize(*SIZES["wide"])
    window.show()
    _settle()
    return window


def _settle() -> None:
    """Charts and lists draw themselves after they were shown; a few rounds are enough."""
    from PySide6.QtCore import QThread
    from PySide6.QtWidgets import QApplication

    for _ in range(6):
        QApplication.processEvents()
        QThread.msleep(10)


def _take(widget: "QWidget", file: Path, scale: int) -> None:
    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QPixmap

    picture = QPixmap(widget.size() * scale)
    picture.setDevicePixelRatio(scale)
    widget.render(picture, QPoint())
    picture.save(str(file))


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    environment.main(environment.inside(screenshots))
