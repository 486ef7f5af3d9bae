"""A figure that changes fades, unless the desktop's portal says that less motion is wanted."""

import sys
from pathlib import Path

import pytest

from real_desktop import Desktop, wait_until

pytestmark = pytest.mark.desktop

PORTAL = Path(__file__).parents[1] / "parts" / "settings_portal.py"
CHANGE = Path(__file__).with_name("change_figure.py")


def outcome(desktop: Desktop) -> str:
    desktop.open([sys.executable, str(CHANGE)], {"PYTHONPATH": str(Path(__file__).parents[2])})
    wait_until(lambda: {"fades", "stands"} & set(desktop.output().split()), "a figure that changed")
    return desktop.output().split()[-1]


def test_a_desktop_without_a_portal_has_no_objection(desktop: Desktop) -> None:
    assert outcome(desktop) == "fades"


@pytest.mark.parametrize(
    ("setting", "seen"),
    [
        (("org.freedesktop.appearance", "reduced-motion", "1"), "stands"),
        (("org.gnome.desktop.interface", "enable-animations", "false"), "stands"),
        (("org.gnome.desktop.interface", "enable-animations", "true"), "fades"),
        (("org.kde.kdeglobals.KDE", "AnimationDurationFactor", "0"), "stands"),
    ],
)
def test_what_the_portal_says_is_kept_to(desktop: Desktop, setting: tuple[str, str, str], seen: str) -> None:
    pytest.importorskip("jeepney")
    desktop.open([sys.executable, str(PORTAL), *setting])
    wait_until(lambda: "ready" in desktop.output(), "the portal")
    assert outcome(desktop) == seen
