"""`usage-tracker database copy`: from the file of the data folder to a server, with the same figures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from real_postgresql import PostgresServer

Program = Callable[..., Any]
PASSWORD = "s3cret-of-the-server"
DATABASE = "USAGE_TRACKER_DATABASE_URL"


def fill(usage_tracker: Program) -> None:
    assert usage_tracker("sync", "--lookback", "2d").code == 0
    usage_tracker("record", "--service", "groq", "--model", "llama", "--input-tokens", "3", "--at", "2026-11-24")
    usage_tracker("budgets", "set", "month", "--limit", "10")


def figures(usage_tracker: Program) -> list[Any]:
    asked = (("report", "--group-by", "day"), ("report", "--group-by", "key,model,tier"), ("reconcile", "--from", "7d"))
    return [usage_tracker(*question, "--format", "json").json for question in asked]


@pytest.fixture
def url(postgres_url: str) -> str:
    """With a password, which this server doesn't ask for."""
    return postgres_url.replace("app@", f"app:{PASSWORD}@")


@pytest.mark.postgres
def test_a_history_moves_to_a_server_with_the_same_figures(
    usage_tracker: Program, environment: dict[str, str], url: str
) -> None:
    fill(usage_tracker)
    before = figures(usage_tracker)
    environment[DATABASE] = url
    ended = usage_tracker("database", "copy", "--format", "json")
    assert ended.code == 0, ended.err
    told = ended.json
    rows = {one["table"]: one["rows"] for one in told["tables"]}
    assert told["equal"]
    assert told["sums_compared"] > 50
    assert (rows["records"], rows["budgets"]) == (1, 1)
    assert rows["usage"] > 0
    assert figures(usage_tracker) == before
    assert PASSWORD not in ended.out + ended.err


@pytest.mark.postgres
def test_a_url_comes_from_standard_input_and_is_never_shown(
    usage_tracker: Program, url: str, postgres_server: PostgresServer
) -> None:
    fill(usage_tracker)
    ended = usage_tracker("database", "copy", "--to", "-", stdin=url + "\n")
    assert ended.code == 0, ended.err
    assert "sums, by day, account, stream, model and tier, are the same in both" in ended.out
    assert DATABASE in ended.err
    database = url.rpartition("/")[2]
    assert postgres_server.run_sql(database, "SELECT count(*) FROM records").strip() == "1"
    again = usage_tracker("database", "copy", "--to", "-", stdin=url + "\n")
    assert again.code == 2
    assert "Name an empty database; nothing was copied." in again.err
    for said in (ended, again):
        assert PASSWORD not in said.out + said.err


@pytest.mark.parametrize(
    ("url", "sentence", "code"),
    [
        (f"app:{PASSWORD}@host/usage", "takes a database URL", 2),
        (f"mysql://app:{PASSWORD}@host/usage", "is not understood", 2),
        (f"postgresql://app:{PASSWORD}@127.0.0.1:1/usage", "does not answer", 4),
    ],
)
def test_a_database_that_can_not_be_reached_is_one_sentence_without_its_password(
    usage_tracker: Program, url: str, sentence: str, code: int
) -> None:
    usage_tracker("record", "--service", "groq", "--requests", "3")
    ended = usage_tracker("database", "copy", "--to", url)
    assert ended.code == code
    assert sentence in ended.err
    assert len(ended.err.splitlines()) == 1
    assert PASSWORD not in ended.err + ended.out


def test_a_copy_needs_a_place_and_a_history(usage_tracker: Program, environment: dict[str, str]) -> None:
    assert "Where to?" in usage_tracker("database", "copy").err
    environment[DATABASE] = "postgresql://app@127.0.0.1:1/usage"
    ended = usage_tracker("database", "copy")
    assert ended.code == 2
    assert "There is no history in" in ended.err
