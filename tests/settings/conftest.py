"""What the tests of the settings share."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

NOBODY = 65534


@pytest.fixture
def read_only_folder() -> Iterator[Path]:
    """A folder that this process can't write to, with a settings.toml, a .env that it can't even read, and a folder
    `closed` that it can't look into.

    Where the tests run as root, the process is nobody until the test ends.
    """
    if not hasattr(os, "geteuid"):
        pytest.skip("this system has no read-only folders as POSIX knows them")
    folder = Path(tempfile.mkdtemp(prefix="usage-tracker-read-only-"))
    (folder / "settings.toml").write_text("[watching]\ninterval_seconds = 30\n")
    (folder / "settings.toml").chmod(0o644)
    (folder / ".env").write_text("OPENAI_ADMIN_KEY=unseen\n")
    (folder / ".env").chmod(0)
    (folder / "closed").mkdir()
    (folder / "closed" / ".env").write_text("OPENAI_ADMIN_KEY=unseen\n")
    (folder / "closed").chmod(0)
    folder.chmod(0o555)
    was_root = os.geteuid() == 0
    if was_root:
        os.seteuid(NOBODY)
    try:
        yield folder
    finally:
        if was_root:
            os.seteuid(0)
        folder.chmod(0o755)
        (folder / "closed").chmod(0o755)
        shutil.rmtree(folder)
