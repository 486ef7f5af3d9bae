"""The plan of the house, where import-linter's contracts alone can't see it."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "usage_tracker_gui"
MODULES = sorted(PACKAGE.rglob("*.py"))
FOLDERS = sorted({module.parent for module in MODULES})
SAYS_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "handler", "base", "core"}


def imports(module: Path) -> Iterator[str]:
    """Every module that a file imports, at its top or later, by its absolute name."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{name.name}" for name in node.names)


def named(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in paths]


def test_the_contracts_between_rooms_are_kept() -> None:
    lint = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"
    result = subprocess.run([sys.executable, "-c", lint], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


def test_workers_know_only_the_parts_of_qt_that_draw_nothing() -> None:
    parts_of_qt = {
        (module.name, *name.split(".")[1:2])
        for module in (PACKAGE / "workers").rglob("*.py")
        for name in imports(module)
        if name.startswith("PySide6.")
    }
    assert parts_of_qt
    assert not {(module, part) for module, part in parts_of_qt if part not in ("QtCore", "QtNetwork")}


def test_imports_are_absolute() -> None:
    relative = [
        module
        for module in MODULES
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert not named(relative)


def test_no_file_is_longer_than_400_lines() -> None:
    long = [module for module in MODULES if len(module.read_text(encoding="utf-8").splitlines()) > 400]
    assert not named(long)


def test_no_name_says_nothing() -> None:
    nameless = [module for module in MODULES if SAYS_NOTHING & set(module.stem.lower().split("_"))]
    nameless += [folder for folder in FOLDERS if SAYS_NOTHING & set(folder.name.lower().split("_"))]
    assert not named(nameless)


def test_every_room_says_in_a_few_lines_what_it_is_for() -> None:
    rooms = [folder / "__init__.py" for folder in PACKAGE.iterdir() if (folder / "__init__.py").exists()]
    mute = [
        room
        for room in rooms
        if not 3 <= len((ast.get_docstring(ast.parse(room.read_text(encoding="utf-8"))) or "").splitlines()) <= 6
    ]
    assert rooms
    assert not named(mute)


def test_a_folder_holds_two_siblings_or_more() -> None:
    def siblings(folder: Path) -> int:
        return len([path for path in folder.glob("*.py") if path.stem != "__init__"]) + len(list(folder.glob("*/*.py")))

    lonely = [folder for folder in FOLDERS if siblings(folder) < 2]
    assert not named([folder for folder in lonely if folder.name != "versions"])  # Alembic's; its first file is alone


@pytest.mark.parametrize(
    ("module", "strangers"),
    [
        ("usage_tracker_gui.cli", ["PySide6", "pyqtgraph", "numpy"]),
        ("usage_tracker_gui.session", ["PySide6", "pyqtgraph", "numpy", "sqlalchemy", "alembic"]),
        ("usage_tracker_gui.domain.report", ["PySide6", "httpx", "sqlalchemy", "msgspec"]),
    ],
)
def test_a_room_starts_without_what_it_does_not_need(module: str, strangers: list[str]) -> None:
    probe = f"import sys, {module}; print([name for name in {strangers!r} if name in sys.modules])"
    result = subprocess.run([sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert result.stdout.strip() == "[]"


def test_no_committed_file_names_a_package_index() -> None:
    """A lock or a script that names a host ties the project to it; packages are asked for by name."""
    hosts = [
        "pypi" + ".org",
        "pythonhosted" + ".org",
        "registry.npmjs" + ".org",
        "deb.debian" + ".org",
        "archive.ubuntu" + ".com",
    ]
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("this is not a git checkout")
    texts = {name: (ROOT / name).read_bytes() for name in listed.stdout.split("\0") if (ROOT / name).is_file()}
    found = [f"{name}: {host}" for name, text in texts.items() for host in hosts if host.encode() in text]
    assert texts
    assert not found
