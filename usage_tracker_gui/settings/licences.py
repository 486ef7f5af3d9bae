"""Whose work the program contains: the notice that came with it, and every package that it needs, with its licence."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from usage_tracker_gui.settings.errors import SettingsError
from usage_tracker_gui.settings.shipped import shipped

NOTICE = "NOTICE.txt"
PRODUCT = "usage-tracker"
_REQUIREMENT = re.compile(r"([A-Za-z0-9._-]+)\s*(?:\[([^]]*)\])?")
_EXTRA = re.compile(r"""extra\s*==\s*['"]([^'"]+)['"]""")


def licences() -> str:
    """The notice, then the packages as they are installed here: name, version, licence."""
    parts = [(found.metadata["Name"], found.version, licence(found)) for found in packages()]
    widths = [max((len(part[at]) for part in parts), default=0) for at in (0, 1)]
    lines = [
        f"{name:{widths[0]}}  {version:{widths[1]}}  {said}".rstrip()
        for name, version, said in sorted(parts, key=lambda part: part[0].lower())
    ]
    return f"{_notice()}\n\nPython packages, each installed with the text of its licence:\n\n" + "\n".join(lines) + "\n"


def packages(product: str = PRODUCT) -> Iterator[Distribution]:
    """Each once, all that `product` needs and that is installed here; not the product itself."""
    seen: set[tuple[str, frozenset[str]]] = set()
    told = {product}
    waiting: list[tuple[str, frozenset[str]]] = [(product, frozenset())]
    while waiting:
        name, extras = wish = waiting.pop()
        if wish in seen:
            continue
        seen.add(wish)
        try:
            found = distribution(name)
        except PackageNotFoundError:  # wanted on another system, or the product runs from a checkout
            continue
        if name not in told:
            told.add(name)
            yield found
        waiting += [_named(text) for text in found.requires or () if _is_wanted(text, extras)]


def licence(found: Distribution) -> str:
    """The SPDX expression where the package has one, else what it says about its licence."""
    classifiers = found.metadata.get_all("Classifier", [])
    said = found.metadata.get_all("License-Expression", [])
    said += [line.rpartition(" :: ")[2] for line in classifiers if line.startswith("License")]
    said += [text.partition("\n")[0] for text in found.metadata.get_all("License", [])]
    return said[0] if said else ""


def _notice() -> str:
    try:
        return _notice_file().read_text(encoding="utf-8").rstrip()
    except (OSError, SettingsError):
        return "UsageTracker is under the MIT licence."


def _notice_file() -> Path:
    """In a bundle among the licences, in a checkout with what packages are made from, else where a wheel put it."""
    bundle = getattr(sys, "_MEIPASS", None)
    near = [Path(bundle) / "licences" / NOTICE] if bundle else []
    near.append(Path(__file__).parents[2] / "packaging" / NOTICE)
    return next((file for file in near if file.is_file()), None) or shipped(NOTICE)


def _is_wanted(requirement: str, extras: frozenset[str]) -> bool:
    """`extras` are those that the package was asked for with, as `binary` in psycopg[binary]."""
    _, _, marker = requirement.partition(";")
    only_for = _EXTRA.findall(marker)
    return not only_for or bool(extras.intersection(only_for))


def _named(requirement: str) -> tuple[str, frozenset[str]]:
    """Of `psycopg[binary]>=3.2; ...` the name as packages are looked up by, and the extras."""
    found = _REQUIREMENT.match(requirement)
    name, extras = (found[1], found[2]) if found else (requirement, "")
    return re.sub(r"[-_.]+", "-", name).lower(), frozenset(part.strip() for part in (extras or "").split(",") if part)
