"""Files that came with the program: in a checkout, an installed wheel or a bundle."""

from __future__ import annotations

import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

from usage_tracker_gui.settings.errors import SettingsError

INSTALLED = Path("share", "usage-tracker")  # below the environment's own folder, by pyproject.toml's data-files


def shipped(name: str) -> Path:
    """A file of `resources`. Raises SettingsError when it is gone."""
    for folder in _folders():
        if (found := folder / name).is_file():
            return found
    raise SettingsError(f"The file {name} is missing from this installation: install the program again.")


def _folders() -> Iterator[Path]:
    bundle = getattr(sys, "_MEIPASS", None)
    if bundle:
        yield Path(bundle) / "resources"
    yield Path(__file__).parents[2] / "resources"
    yield Path(sysconfig.get_path("data")) / INSTALLED
    yield Path(sysconfig.get_path("data", sysconfig.get_preferred_scheme("user"))) / INSTALLED
