"""`usage-tracker import`: whatever people have, line by line, the good kept and nothing doubled."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Program = Callable[..., Any]
HEADER = "at,service,model,input_tokens,cached_input_tokens,output_tokens,requests,cost_usd,id\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "usage.csv"


def totals(usage_tracker: Program, *arguments: str) -> Any:
    return usage_tracker("report", "--format", "json", *arguments).json["totals"]


def test_a_file_is_kept_and_again_changes_nothing(usage_tracker: Program, file: Path) -> None:
    file.write_text(HEADER + "2026-11-24,groq,llama,100,0,10,1,0.5,a\n2026-11-24T10:00Z,groq,llama,1,0,1,1,,\n")
    first = usage_tracker("import", str(file), "--format", "json")
    assert first.code == 0
    assert first.json == {"schema_version": 1, "read": 2, "added": 2, "unchanged": 0, "rejected": []}
    again = usage_tracker("import", str(file), "--format", "json")
    assert again.json == {"schema_version": 1, "read": 2, "added": 0, "unchanged": 2, "rejected": []}
    assert totals(usage_tracker)["input_tokens"] == 101


def test_a_dry_run_tells_the_same_and_writes_nothing(usage_tracker: Program, file: Path) -> None:
    file.write_text(
        HEADER + "2026-11-24,groq,llama,1,0,1,1,,a\n2026-11-24,groq,llama,1,0,1,1,,a\n2030-01-01,groq,,1,,,,,\n"
    )
    tried = usage_tracker("import", str(file), "--dry-run", "--format", "json")
    assert (tried.json["read"], tried.json["added"], tried.json["unchanged"]) == (3, 1, 1)
    assert tried.code == 4
    assert totals(usage_tracker)["input_tokens"] == 0
    kept = usage_tracker("import", str(file), "--format", "json")
    assert kept.json == tried.json


def test_bad_lines_are_named_and_the_good_are_kept(usage_tracker: Program, file: Path) -> None:
    file.write_text(
        HEADER
        + "2026-11-24,groq,llama,100,0,10,1,,\n"
        + "2026-11-24,groq,llama,-5,0,10,1,,\n"
        + "2027-11-24,groq,llama,5,0,10,1,,\n"
        + "soon,groq,llama,5,0,10,1,,\n"
        + ",groq,llama,5,0,10,1,,\n"
        + "2026-11-24,,llama,5,0,10,1,,\n"
        + "2026-11-24,groq,llama,,,,,,\n"
        + "2026-11-24,groq,llama,1.5,0,10,1,,\n"
        + "2026-11-24,groq,llama,5,6,10,1,,\n"
        + "2026-11-24,groq,llama,5,0,10,1,€5,\n"
        + '2026-11-24,groq,"lla"ma",5,0,10,1,,\n'
        + "2026-11-24,groq,llama,5,0,10,1,,x,too,many\n"
        + "2026-11-24,groq,llama,200,0,20,1,,\n",
        encoding="utf-8",
    )
    ended = usage_tracker("import", str(file), "--format", "json")
    assert ended.code == 4
    assert ended.json["added"] == 2
    reasons = {rejected["line"]: rejected["reason"] for rejected in ended.json["rejected"]}
    assert list(reasons) == list(range(3, 14))
    for line, word in {
        3: "negative",
        4: "future",
        5: "no time",
        6: "at is missing",
        7: "service is missing",
        8: "neither",
        9: "whole number",
        10: "can't be more",
        11: "cost_usd",
        12: "quotes",
        13: "columns",
    }.items():
        assert word in reasons[line]
    assert totals(usage_tracker)["input_tokens"] == 300


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_what_spreadsheets_write_is_understood(
    usage_tracker: Program, file: Path, encoding: str, line_end: str
) -> None:
    lines = (
        "Datum;Dienst;Schlüssel;Eingabe;Kosten",
        '24.11.2026 15:00;groq;Müller "1";1.200;0,0042',
        "25.11.2026;groq;B;7;1,5",
    )
    rows = line_end.join(line.replace('Müller "1"', '"Müller ""1"""') for line in lines)
    file.write_bytes((rows + line_end).encode(encoding))
    named = ("at=Datum", "service=Dienst", "key=Schlüssel", "input_tokens=Eingabe", "cost_usd=Kosten")
    columns = [part for name in named for part in ("--column", name)]
    ended = usage_tracker("import", str(file), *columns, "--format", "json")
    assert ended.json["rejected"] == []
    rows = usage_tracker("report", "--format", "json", "--group-by", "key").json["rows"]
    assert {(row["key"], row["input_tokens"], row["cost_usd"]) for row in rows} == {
        ('Müller "1"', 1200, "0.0042"),
        ("B", 7, "1.5"),
    }


def test_the_same_lines_in_another_encoding_are_the_same(usage_tracker: Program, file: Path) -> None:
    file.write_text("at,service,requests,cost_usd,note\n2026-11-24T15:00:00Z,groq,3,0.50,x\n")
    assert usage_tracker("import", str(file), "--format", "json").json["added"] == 1
    text = "note;cost_usd;requests;service;at\r\nx;0,5;3;groq;2026-11-24T15:00Z\r\ny;0,5;3;groq;2026-11-24T15:00Z\r\n"
    file.write_bytes(codecs.BOM_UTF16_BE + text.encode("utf-16-be"))
    ended = usage_tracker("import", str(file), "--format", "json")
    assert (ended.json["added"], ended.json["unchanged"]) == (1, 1)  # the note tells two requests apart


def test_usual_spellings_are_recognized(usage_tracker: Program, file: Path) -> None:
    file.write_text("Timestamp,Prompt Tokens,completionTokens,Amount\n1764000000,100,10,$1.25\n1764000000000,1,1,\n")
    ended = usage_tracker("import", str(file), "--service", "perplexity", "--account", "mine", "--format", "json")
    assert ended.json["added"] == 2
    (row,) = usage_tracker("report", "--format", "json", "--group-by", "account,day", "--channel", "mine").json["rows"]
    assert (row["day"], row["input_tokens"], row["output_tokens"], row["cost_usd"]) == ("2025-11-24", 101, 11, "1.25")


def test_input_that_leaves_out_the_cache_is_made_whole(usage_tracker: Program, file: Path) -> None:
    file.write_text(
        "date,model,input_tokens,cache_read_input_tokens,cache_creation_input_tokens,output_tokens\n"
        "2026-11-24,claude-opus-4-5,10,200,30,4\n"
    )
    assert usage_tracker("import", str(file), "--service", "anthropic").code == 0
    found = totals(usage_tracker)
    assert (found["input_tokens"], found["cached_input_tokens"], found["cache_write_tokens"]) == (240, 200, 30)


def test_a_quote_that_is_never_closed_costs_its_own_line(usage_tracker: Program, file: Path) -> None:
    good = "2026-11-24,groq,llama,1,0,1,1,,\n2026-11-23,groq,llama,1,0,1,1,,\n"
    file.write_text(HEADER + '2026-11-24,groq,"llama,1,0,1,1,,\n' + good)
    ended = usage_tracker("import", str(file), "--format", "json")
    assert [rejected["line"] for rejected in ended.json["rejected"]] == [2]
    assert ended.json["added"] == 2


def test_a_name_may_go_over_lines_within_quotes(usage_tracker: Program, file: Path) -> None:
    file.write_text(HEADER + '2026-11-24,groq,"two\nlines",1,0,1,1,,\n2026-11-24,groq,one,1,0,1,1,,\n')
    assert usage_tracker("import", str(file)).code == 0
    rows = usage_tracker("report", "--format", "json", "--group-by", "model").json["rows"]
    assert {row["model"] for row in rows} == {"two lines", "one"}


def test_formulas_are_kept_as_names_and_are_harmless_again_on_export(
    usage_tracker: Program, file: Path, tmp_path: Path
) -> None:
    file.write_text("at,service,key,requests\n2026-11-24,custom,=cmd|' /C calc'!A0,1\n2026-11-24,custom,@SUM(1),1\n")
    assert usage_tracker("import", str(file)).code == 0
    assert {row["key"] for row in usage_tracker("report", "--format", "json", "--group-by", "key").json["rows"]} == {
        "=cmd|' /C calc'!A0",
        "@SUM(1)",
    }
    assert usage_tracker("export", "--account", "custom", "--to", str(tmp_path / "out")).code == 0
    text = (tmp_path / "out" / "records.csv").read_text()
    assert ",=cmd" not in text
    assert ",@SUM" not in text
    again = usage_tracker("import", str(tmp_path / "out" / "records.csv"), "--format", "json")
    assert (again.json["added"], again.json["unchanged"]) == (0, 2)


def test_json_lines_of_any_kind(usage_tracker: Program, tmp_path: Path) -> None:
    file = tmp_path / "usage.jsonl"
    lines = [
        '{"at": "2026-11-24T10:00:00Z", "service": "mistral", "prompt_tokens": 5, "cost": 0.000000001}',
        '{"at": "2026-11-24T10:00:00Z", "service": "mistral", "note": "' + "x" * 10_000_000 + '", "requests": 1}',
        '{"at": "2026-11-24T10:00:00Z", "service": "mistral", "requests": NaN}',
        '{"at": "2026-11-24T10:00:00Z", "service": "mistral", "requests": 1' + "0" * 5000 + "}",
        '{"at": "2026-11-24T10:00:00Z", "service": "mistral", "requests": true}',
        '{"at": "2026-11-24T10:00:00Z", "service": ["mistral"], "requests": 1}',
        '{"at": "2026-11-24T10:00:00Z", "service": "mistral", "model": "\\ud800", "requests": 1}',
        "[" * 100_000,
        "[]",
        "",
        '{"at": "2026-11-24T10:00:00Z", "service": "mistral", "requests": 1e2}',
    ]
    file.write_text("\n".join(lines))
    ended = usage_tracker("import", str(file), "--format", "json")
    assert [rejected["line"] for rejected in ended.json["rejected"]] == [2, 3, 4, 5, 6, 7, 8, 9]
    assert ended.json["added"] == 2
    assert all(len(rejected["reason"]) < 200 for rejected in ended.json["rejected"])
    found = totals(usage_tracker)
    assert (found["input_tokens"], found["requests"], found["cost_usd"]) == (5, 100, "0.000000001")


def test_a_line_of_an_account_of_another_service_is_rejected(usage_tracker: Program, file: Path) -> None:
    file.write_text(
        "at,service,account,requests\n2026-11-24,groq,mine,1\n2026-11-24,mistral,mine,1\n2026-11-24,groq,mine,2\n"
    )
    ended = usage_tracker("import", str(file), "--format", "json")
    assert ended.json["rejected"] == [{"line": 3, "reason": "the account “mine” is one of groq, not of mistral"}]
    assert ended.json["added"] == 2


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        ("", ()),
        ("a,b\n1,2\n", ()),
        ("at,requests\n2026-11-24,1\n", ()),
        ("at,service,requests\n", ("--column", "at=When")),
        ("at,service,requests\n", ("--column", "joy=at")),
        ("at,service,requests\n", ("--timezone", "Nowhere")),
    ],
)
def test_a_file_that_can_not_be_understood_is_one_sentence(
    usage_tracker: Program, file: Path, text: str, arguments: tuple[str, ...]
) -> None:
    file.write_text(text)
    ended = usage_tracker("import", str(file), *arguments)
    assert ended.code == 2
    assert len(ended.err.strip().splitlines()) == 1
    assert ended.out == ""


def test_people_see_the_counts_and_the_first_reasons(usage_tracker: Program, file: Path) -> None:
    file.write_text("at,service,requests\n" + "never,groq,1\n" * 30)
    ended = usage_tracker("import", str(file))
    assert ended.code == 4
    assert "30" in ended.out
    assert len(ended.err.splitlines()) == 21


def test_an_account_that_there_is_already_tells_its_service(usage_tracker: Program, file: Path) -> None:
    usage_tracker("accounts", "add", "Fast answers", "--service", "groq")
    file.write_text("date,model,input_tokens,output_tokens\n2026-11-24,llama-3.1-8b-instant,100,10\n")
    assert usage_tracker("import", str(file), "--account", "Fast answers", "--format", "json").json["added"] == 1
    recorded = usage_tracker(
        "record", "--account", "Fast answers", "--model", "llama-3.1-8b-instant", "--requests", "1"
    )
    assert recorded.code == 0
    groups = usage_tracker("report", "--group-by", "account,service", "--format", "json").json["rows"]
    assert [(row["account"], row["service"]) for row in groups] == [("Fast answers", "groq")]


def test_usage_that_names_no_account_belongs_to_the_one_that_there_is_of_its_service(
    usage_tracker: Program, file: Path
) -> None:
    usage_tracker("accounts", "add", "Groq", "--service", "groq")
    file.write_text(HEADER + "2026-11-24,groq,llama,100,0,10,1,,a\n")
    usage_tracker("import", str(file))
    usage_tracker("accounts", "add", "Groq of the office", "--service", "groq")
    assert usage_tracker("import", str(file), "--format", "json").json["unchanged"] == 1
    rows = usage_tracker("report", "--group-by", "account", "--format", "json").json["rows"]
    assert [row["account"] for row in rows] == ["Groq"]
