"""Whatever the window says is translated: the check that a translator and a developer run."""

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
PROGRAM = "import sys, translations; sys.exit(translations.translations(sys.argv[1:]))"
TOOL = Path(sys.prefix) / ("Scripts" if sys.platform == "win32" else "bin") / "pyside6-lrelease"


@pytest.fixture
def scripts() -> None:
    if not TOOL.with_suffix(".exe" if sys.platform == "win32" else "").exists():
        pytest.skip("pyside6-lrelease is not installed beside this Python")


@pytest.mark.usefixtures("scripts")
def test_no_text_is_missing_unfinished_or_older_than_its_source() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, "--check"], cwd=SCRIPTS, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert done.stdout.startswith("Everything is translated:")


FLAWED = """
import translations as t
from pathlib import Path
import shutil, sys, tempfile
folder = Path(tempfile.mkdtemp())
shutil.copytree(t.FOLDER, folder, dirs_exist_ok=True)
t.FOLDER = folder
ts = t.ts_of("de")
text = ts.read_text(encoding="utf-8")
text = text.replace("<translation>Aktualisiert {ago}</translation>", "<translation>Aktualisiert {wann}</translation>")
text = text.replace("<translation>Datenordner</translation>", '<translation type="unfinished"></translation>')
text = text.replace("<source>Close this message</source>", "<source>Close that message</source>")
ts.write_text(text, encoding="utf-8")
sys.path.insert(0, str(t.environment.ROOT))
print("\\n".join(t.flaws_of("de")))
shutil.rmtree(folder)
"""


@pytest.mark.usefixtures("scripts")
def test_a_flaw_of_each_kind_is_told() -> None:
    done = subprocess.run([sys.executable, "-c", FLAWED], cwd=SCRIPTS, capture_output=True, text=True, check=True)
    for kind in ("is not in the .ts file", "is said no more", "is not translated", "that it is not given", "is older"):
        assert kind in done.stdout
