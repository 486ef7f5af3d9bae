"""A new service is one file, one line in PROVIDERS and recorded answers: one is added to a copy of all this."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = Path(__file__).parent / "example"


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The product with Acme in it, put there as `providers/__init__.py` says."""
    root = tmp_path_factory.mktemp("copy")
    nothing_compiled = shutil.ignore_patterns("__pycache__", "example", "test_new_service.py")
    for folder in ("usage_tracker_gui", "resources", "tests/providers", "tests/parts"):
        shutil.copytree(ROOT / folder, root / folder, ignore=nothing_compiled)
    for file in ("pyproject.toml", "tests/conftest.py"):
        shutil.copy(ROOT / file, root / file)
    shutil.copy(EXAMPLE / "acme.py", root / "usage_tracker_gui" / "providers" / "acme.py")
    for file in EXAMPLE.glob("acme-*.json"):
        shutil.copy(file, root / "tests" / "providers" / "responses" / file.name)
    listed = root / "usage_tracker_gui" / "providers" / "__init__.py"
    text = listed.read_text(encoding="utf-8")
    text = text.replace("(OPENAI, ANTHROPIC)", "(OPENAI, ANTHROPIC, ACME)")
    import_of = "from usage_tracker_gui.providers.anthropic"
    text = text.replace(import_of, f"from usage_tracker_gui.providers.acme import ACME\n{import_of}", 1)
    listed.write_text(text, encoding="utf-8")
    return root


def run(copy: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(copy), "USAGE_TRACKER_DATA_DIR": str(copy / "data")}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=copy,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_it_passes_the_contract_that_all_services_pass(copy: Path) -> None:
    contract = ("tests/providers/test_contract.py", "-k", "acme", "-p", "no:cacheprovider", "-q")
    ended = run(copy, "-m", "pytest", *contract)
    assert ended.returncode == 0, ended.stdout
    passed = re.search(r"(\d+) passed", ended.stdout)
    assert passed is not None
    assert int(passed[1]) >= 12


def test_the_command_line_offers_it_and_its_variable_makes_an_account(copy: Path) -> None:
    program = "from usage_tracker_gui.cli import main; main()"
    refused = run(copy, "-c", program, "accounts", "add", "x", "--service", "nobody")
    assert "acme" in refused.stderr
    (copy / ".env").write_text("ACME_ADMIN_KEY=acme-admin-1234\nACME_BASE_URL=http://127.0.0.1:9/v1\n")
    listed = run(copy, "-c", program, "accounts", "list")
    assert re.search(r"acme\s+acme\s+http://127\.0\.0\.1:9/v1", listed.stdout), listed.stdout + listed.stderr


ASSISTANT = """
from PySide6.QtWidgets import QApplication, QListWidget
from usage_tracker_gui.providers import SERVICES
from usage_tracker_gui.ui.accounts.add_account import AddAccountDialog
app = QApplication([])
dialog = AddAccountDialog(SERVICES, frozenset())
(services,) = (each for each in dialog.findChildren(QListWidget) if each.accessibleName() == "Services")
print([services.item(row).text() for row in range(services.count())])
"""


def test_the_window_offers_it_in_its_assistant(copy: Path) -> None:
    ended = run(copy, "-c", ASSISTANT)
    assert "'Acme'" in ended.stdout, ended.stderr
