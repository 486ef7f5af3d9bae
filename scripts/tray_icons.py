"""Draws the tray's pictures: `python3 scripts/tray_icons.py`. Run it after a change of ui/look/gauge.py.

The app paints its tray icon itself, at any size. These files are for those who want a picture without running it
(packages, documentation, a desktop's own theme): SVG and PNG of each state, coloured, and as plain ink for light and
dark panels.
"""

import os
import sys
from collections.abc import Sequence
from math import cos, radians, sin
from typing import TYPE_CHECKING

import environment

if TYPE_CHECKING:
    from usage_tracker_gui.ui.look.gauge import GaugeState

ICONS = environment.ROOT / "resources" / "icons"
SIZES = (16, 22, 32, 44)
INKS = {"light": "#1b1e24", "dark": "#ffffff"}  # for a light panel, for a dark one


def tray_icons(_arguments: Sequence[str]) -> int:
    sys.path.insert(0, str(environment.ROOT))
    from PySide6.QtGui import QColor, QGuiApplication

    from usage_tracker_gui.ui.look.gauge import GROUND, INK, GaugeState, gauge_image

    app = QGuiApplication([])
    for state in GaugeState:
        drawings = {"": (GROUND[state], INK), **{f"-{panel}": (None, ink) for panel, ink in INKS.items()}}
        for suffix, (ground, ink) in drawings.items():
            name = f"tray-{state}{suffix}"
            (ICONS / f"{name}.svg").write_text(svg(state, ground, ink), "utf-8")
            for size in SIZES:
                color = QColor(ground) if ground else None
                gauge_image(size, state, ground=color, ink=QColor(ink)).save(str(ICONS / f"{name}-{size}.png"))
    del app
    return 0


def svg(state: "GaugeState", ground: str | None, ink: str) -> str:
    """The gauge of `ui.gauge`, in the same proportions."""
    from usage_tracker_gui.ui.look.gauge import CENTRE, CORNER, DIAL, FAINT, HALF_SWEEP, NEEDLE, STROKE

    end = NEEDLE[state]
    tip = _at(end, DIAL - 0.07)
    shape = f'<rect width="1" height="1" rx="{CORNER}" fill="{ground}"/>' if ground else ""
    zoom = "" if ground else ' transform="translate(0.5 0.5) scale(1.4) translate(-0.5 -0.5)"'
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="44" height="44" viewBox="0 0 1 1">\n'
        f"  {shape}\n"
        f'  <g fill="none" stroke="{ink}" stroke-linecap="round" stroke-width="{STROKE}"{zoom}>\n'
        f'    <path d="{_arc(end, HALF_SWEEP)}" stroke-opacity="{FAINT}"/>\n'
        f'    <path d="{_arc(-HALF_SWEEP, end)}"/>\n'
        f'    <path d="M{CENTRE[0]} {CENTRE[1]} L{tip[0]:.4f} {tip[1]:.4f}" stroke-width="{STROKE * 1.15:.4f}"/>\n'
        "  </g>\n</svg>\n"
    )


def _arc(start: float, end: float) -> str:
    from usage_tracker_gui.ui.look.gauge import DIAL

    (x1, y1), (x2, y2) = _at(start, DIAL), _at(end, DIAL)
    return f"M{x1:.4f} {y1:.4f} A{DIAL} {DIAL} 0 {int(end - start > 180)} 1 {x2:.4f} {y2:.4f}"


def _at(degrees: float, radius: float) -> tuple[float, float]:
    from usage_tracker_gui.ui.look.gauge import CENTRE

    return CENTRE[0] + radius * sin(radians(degrees)), CENTRE[1] - radius * cos(radians(degrees))


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    environment.main(environment.inside(tray_icons))
