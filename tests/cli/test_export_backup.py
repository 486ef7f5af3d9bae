"""`usage-tracker export` and `backup`: everything about an account, and everything there is; never a secret."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

from usage_tracker_gui.simulator.openai import ADMIN_SECRET

Program = Callable[..., Any]
PASSPHRASE = "correct horse battery\n"


def test_everything_about_an_account_goes_into_a_folder(usage_tracker: Program, tmp_path: Path) -> None:
    assert usage_tracker("sync", "--lookback", "2d").code == 0
    usage_tracker("record", "--service", "openai", "--requests", "3", "--at", "2026-11-24")
    usage_tracker("record", "--service", "groq", "--requests", "99", "--at", "2026-11-24")
    ended = usage_tracker("export", "--account", "openai", "--to", str(tmp_path / "out"))
    assert ended.code == 0
    files = {Path(line).name: Path(line) for line in ended.out.splitlines()}
    assert {"accounts.csv", "usage.csv", "costs.csv", "keys.csv", "records.csv"} <= files.keys()
    with files["usage.csv"].open(newline="") as text:
        rows = list(csv.DictReader(text))
    told = usage_tracker("report", "--format", "json", "--channel", "openai").json["totals"]
    assert sum(int(row["requests"]) for row in rows) == told["requests"] - 3
    assert rows[0]["start"].endswith("+00:00")
    everything = "".join(file.read_text() for file in files.values())
    assert ADMIN_SECRET not in everything
    assert "groq" not in everything
    assert not list((tmp_path / "out").glob("*.unfinished"))


def test_an_unknown_account_is_named_with_those_that_are(usage_tracker: Program, tmp_path: Path) -> None:
    usage_tracker("record", "--service", "groq", "--requests", "3")
    ended = usage_tracker("export", "--account", "grok", "--to", str(tmp_path / "out"))
    assert ended.code == 2
    assert "groq" in ended.err
    assert not (tmp_path / "out").exists()


def test_a_backup_is_created_and_restored(usage_tracker: Program, tmp_path: Path) -> None:
    usage_tracker("record", "--service", "groq", "--requests", "3", "--at", "2026-11-24")
    file = str(tmp_path / "mine.backup")
    assert usage_tracker("backup", "create", file, stdin=PASSPHRASE).code == 0
    usage_tracker("accounts", "remove", "groq", "--yes")
    assert usage_tracker("backup", "restore", file, stdin="wrong horse\n").code == 2
    assert usage_tracker("report", "--format", "json").json["rows"] == []
    assert usage_tracker("backup", "restore", file, stdin=PASSPHRASE).code == 0
    assert usage_tracker("report", "--format", "json").json["totals"]["requests"] == 3


def test_a_backup_replaces_no_file_unasked_and_needs_a_passphrase(usage_tracker: Program, tmp_path: Path) -> None:
    file = tmp_path / "mine.backup"
    assert usage_tracker("backup", "create", str(file), stdin="").code == 2
    file.write_text("precious")
    assert usage_tracker("backup", "create", str(file), stdin=PASSPHRASE).code == 2
    assert file.read_text() == "precious"
    assert usage_tracker("backup", "create", str(file), "--force", stdin=PASSPHRASE).code == 0
