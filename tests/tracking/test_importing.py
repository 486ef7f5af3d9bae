"""What a person sees of a file before anything of it is kept, and how long files are read."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from usage_tracker_gui.providers import SERVICES
from usage_tracker_gui.store.store import Store
from usage_tracker_gui.tracking.importing.columns import UnknownColumn
from usage_tracker_gui.tracking.importing.entries import Entry, Understanding
from usage_tracker_gui.tracking.importing.files import entries_of, preview
from usage_tracker_gui.tracking.importing.lines import UnreadableFile
from usage_tracker_gui.tracking.recorder import Recorder

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
HEADER = "When;Provider;Prompt Tokens;Remark\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "usage.csv"


def test_a_preview_shows_the_first_rows_and_what_their_columns_are_taken_for(file: Path) -> None:
    file.write_text(HEADER + "".join(f"2026-11-24;groq;{count};x\n" for count in range(30)))
    found = preview(file, {"at": "When"}, rows=3)
    assert found.columns == ("When", "Provider", "Prompt Tokens", "Remark")
    assert found.rows == tuple(("2026-11-24", "groq", str(count), "x") for count in range(3))
    assert found.mapping.columns == {"at": "When", "service": "Provider", "input_tokens": "Prompt Tokens"}
    assert found.missing == ()
    assert not found.is_json


def test_a_preview_says_what_usage_needs_and_the_file_lacks(file: Path) -> None:
    file.write_text("Model;Remark\nllama;x\n")
    assert preview(file).missing == ("at", "service", "a count of tokens, requests or a cost")
    assert preview(file, {"requests": "Remark"}).missing == ("at", "service")


def test_a_preview_of_a_file_without_rows_has_its_columns(file: Path) -> None:
    file.write_text(HEADER)
    found = preview(file)
    assert (found.columns, found.rows) == (("When", "Provider", "Prompt Tokens", "Remark"), ())


def test_a_preview_leaves_out_lines_that_can_not_be_read(file: Path) -> None:
    file.write_text('at,service,requests\n1,groq,"open\n2026-11-24,groq,1\n' + "x," * 9 + "\n2026-11-24,groq,2\n")
    assert [row[2] for row in preview(file).rows] == ["1", "2"]


def test_a_preview_of_json_lines_has_the_names_of_all_of_them(tmp_path: Path) -> None:
    file = tmp_path / "usage.txt"
    file.write_text('{"at": 1764000000, "service": "groq"}\nno json\n{"service": "groq", "calls": 2}\n')
    found = preview(file)
    assert found.is_json
    assert found.columns == ("at", "service", "calls")
    assert found.rows == (("1764000000", "groq", ""), ("", "groq", "2"))
    assert found.mapping.columns["requests"] == "calls"


@pytest.mark.parametrize("wanted", [{"at": "Nowhere"}, {"joy": "When"}])
def test_a_preview_refuses_columns_and_fields_that_are_not_there(file: Path, wanted: dict[str, str]) -> None:
    file.write_text(HEADER)
    with pytest.raises(UnknownColumn):
        preview(file, wanted)


def test_a_preview_of_an_empty_file_says_that_it_has_no_header(file: Path) -> None:
    file.write_text("")
    with pytest.raises(UnreadableFile, match="no header"):
        preview(file)


def test_a_preview_reads_no_more_than_it_shows(file: Path) -> None:
    file.write_text("at,service,requests\n" + "2026-11-24,groq,1\n" * 1_000_000)
    start = time.perf_counter()
    assert len(preview(file).rows) == 10
    with entries_of(file, Understanding(SERVICES, NOW)) as entries:
        assert isinstance(next(entries), Entry)
    assert time.perf_counter() - start < 1  # a few milliseconds; all of it takes some twenty seconds


def test_a_long_file_is_kept_whole_and_once(file: Path, store: Store) -> None:
    lines = 30_000
    first = datetime(2026, 1, 1, tzinfo=UTC)
    moments = (first + timedelta(minutes=minute) for minute in range(lines))
    file.write_text("at,service,requests\n" + "".join(f"{moment:%Y-%m-%dT%H:%MZ},groq,1\n" for moment in moments))
    recorder = Recorder(store, SERVICES)
    for added in (lines, 0):
        seen: list[int] = []
        with entries_of(file, Understanding(SERVICES, NOW)) as entries:
            kept = recorder.keep(entries, lambda kept, seen=seen: seen.append(kept.read))
        assert (kept.read, kept.added, kept.unchanged, kept.rejected) == (lines, added, lines - added, [])
        assert len(seen) > 1  # in pieces, each of which is safe


@pytest.mark.parametrize("lines", [["a", "b"], ["b", "a"]])
def test_what_no_field_holds_still_tells_two_lines_apart(file: Path, lines: list[str]) -> None:
    """Also in a row that ends early, whose columns are as many as the fields that are known."""
    file.write_text("at,service,note,requests\n" + "".join(f"2026-11-24,groq,{note},1\n" for note in lines))
    with entries_of(file, Understanding(SERVICES, NOW)) as entries:
        ids = {entry.record.id for entry in entries if isinstance(entry, Entry)}
    assert len(ids) == 2
