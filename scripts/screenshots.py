"""Pictures of every page, to be looked at: `python3 scripts/screenshots.py [FOLDER] [--page NAME] [--theme NAME]`.

Each page in both themes, at 1x and 2x, comfortable and small, with ordinary, empty, single and crowded figures of the
made-up organization that the tests use; scenes.py lists them. Without FOLDER they go to build/screenshots. `--readme`
makes the README's picture, `--language de` German ones, `--currency EUR --rate 0.92` ones in euros.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import environment

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

FOLDER = environment.ROOT / "build" / "screenshots"
README = environment.ROOT / "resources" / "screenshot.png"
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
SIZES = {"wide": (1100, 720), "small": (800, 560)}
SCALES = (1, 2)


def screenshots(arguments: Sequence[str]) -> int:
    asked = _parse(arguments)
    sys.path[:0] = [str(environment.ROOT), str(environment.ROOT / "tests" / "ui")]
    from PySide6.QtWidgets import QApplication

    from usage_tracker_gui.app.language import speak
    from usage_tracker_gui.settings.preferences import Preferences
    from usage_tracker_gui.ui.look.theme import apply_theme, prefer_fusion

    prefer_fusion()
    app = QApplication([])
    speak(app, Preferences(language=asked.language, currency=asked.currency, currency_rate=asked.rate))
    if asked.readme:
        apply_theme(app, "light")
        _picture("overview", "ordinary", "wide", (2,), README)
        return 0
    asked.folder.mkdir(parents=True, exist_ok=True)
    chosen: Sequence[Literal["light", "dark"]] = asked.theme or THEMES
    for theme in chosen:
        apply_theme(app, theme)
        for page, figures in _scenes(asked.page):
            for size in SIZES:
                _picture(page, figures, size, SCALES, asked.folder / f"{page}-{figures}-{theme}-{size}@{{}}x.png")
    print(f"Pictures are in {asked.folder}")
    return 0


def _scenes(pages: Sequence[str] | None) -> list[tuple[str, str]]:
    """Pages, each with all figures that it has; a wish for `charts` is one for all that begin so."""
    from scenes import SCENES

    wanted = [page for page in SCENES if pages is None or any(page.startswith(each) for each in pages)]
    return [(page, figures) for page in wanted for figures in SCENES[page][0]]


def _picture(page: str, figures: str, size: str, scales: Sequence[int], file: Path) -> None:
    """`file` may have a place for the scale."""
    from PySide6.QtCore import QSize

    from scenes import SCENES

    widget = SCENES[page][1](figures)
    widget.resize(QSize(*SIZES[size]).expandedTo(widget.minimumSize()))
    widget.show()
    _settle()
    for scale in scales:
        _take(widget, file.with_name(file.name.format(scale)), scale)
    widget.close()


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--page", action="append", metavar="NAME", help="or how its name begins")
    parser.add_argument("--theme", action="append", choices=THEMES)
    parser.add_argument("--language", choices=("en", "de", "es"), default="en")
    parser.add_argument("--currency", default="USD")
    parser.add_argument("--rate", type=Decimal)
    parser.add_argument("--readme", action="store_true")
    return parser.parse_args(arguments)


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
