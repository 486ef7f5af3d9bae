"""The set-up scripts, started as a person would on a bare Python."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def start(script: str, *arguments: str, python: str = sys.executable) -> subprocess.CompletedProcess[str]:
    command = [python, str(ROOT / "scripts" / script), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=dict(os.environ))


def inside(code: str) -> str:
    """What a Python that sees the scripts, as they see one another, prints."""
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(ROOT / 'scripts')!r}); {code}"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    return (result.stdout + result.stderr).strip()


def test_a_python_that_is_too_old_is_told_so_in_one_sentence() -> None:
    said = inside("sys.version_info = (3, 9, 2); import run")
    assert said == "UsageTracker needs Python 3.11 or newer; this is 3.9."


def test_missing_libraries_are_named_in_the_one_line_to_run_when_we_may_not_install_them() -> None:
    said = inside(
        "import environment; environment._privilege = lambda: None; environment.on_linux = lambda: True;"
        "environment.shutil.which = lambda name: '/usr/bin/apt-get';"
        "environment.QT_LIBRARIES = {'libnever.so.9': 'libnever9', 'libc.so.6': 'libc6'};"
        "environment.main(lambda _: environment.require_qt_libraries())"
    )
    assert said.endswith("run this once and try again: sudo apt-get install -y --no-install-recommends libnever9")
    assert "\n" not in said


def test_a_set_up_without_its_stamp_is_made_anew_and_a_whole_one_is_left_alone(tmp_path: Path) -> None:
    said = inside(
        "import environment; from pathlib import Path;"
        f"environment.VENV = Path({str(tmp_path)!r}); environment.STAMP = environment.VENV / 'made-from';"
        "environment.program = lambda name: Path(sys.executable);"
        "made = []; environment._make = lambda: (made.append(1), environment.STAMP.write_text(environment._recipe()));"
        "environment.python(); environment.python(); environment.STAMP.unlink(); environment.python(); print(len(made))"
    )
    assert said == "2"


def test_the_reason_of_a_failed_step_is_the_programs_own_last_error() -> None:
    output = "Collecting things\\nERROR: No matching distribution found for pyside6\\n\\nA note."
    assert inside(f"import environment; print(environment._reason('{output}'))") == (
        "ERROR: No matching distribution found for pyside6"
    )
