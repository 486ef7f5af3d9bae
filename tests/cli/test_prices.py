"""`usage-tracker prices`: what it answers, and what it refuses."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from usage_tracker_gui.cli.prices import prices
from usage_tracker_gui.cli.run import Run

NOW = datetime(2026, 11, 25, 23, 30, tzinfo=UTC)
Ask = Callable[..., Result]
Quote = Callable[..., dict[str, Any]]

SHEET = Path(__file__).parents[2] / "resources" / "prices.csv"


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    run = Run({"USAGE_TRACKER_DATA_DIR": str(tmp_path / "data")}, now=lambda: NOW)
    yield run
    run.close()


@pytest.fixture
def ask(run: Run) -> Ask:
    return lambda *arguments: CliRunner().invoke(prices, list(arguments), obj=run)


@pytest.fixture
def quote(ask: Ask) -> Quote:
    def answer(service: str, model: str, *arguments: str) -> dict[str, Any]:
        result = ask("quote", "--service", service, "--model", model, "--format", "json", *arguments)
        assert result.exit_code == 0, result.output
        document: dict[str, Any] = json.loads(result.stdout)
        return document

    return answer


def test_a_quote_counts_cached_input_as_a_part_of_the_input(quote: Quote) -> None:
    answer = quote(
        "openai", "gpt-4o", "--input-tokens", "1000", "--cached-input-tokens", "200", "--output-tokens", "10"
    )
    assert (answer["usd"], answer["status"]) == ("0.00235", "priced")
    assert (answer["price"]["tier"], answer["price"]["cached_input"]) == ("standard", "1.25")
    assert answer["schema_version"] == 1


def test_cache_writes_are_parts_of_the_input_whatever_the_service_calls_input(quote: Quote) -> None:
    counts = ["--input-tokens", "10000", "--cache-write-tokens", "1000", "--cache-write-1h-tokens", "2000"]
    answer = quote("anthropic", "claude-opus-5", *counts, "--cached-input-tokens", "3000", "--output-tokens", "100")
    assert answer["usd"] == "0.05025"  # 4,000 x 5 + 3,000 x 0.5 + 1,000 x 6.25 + 2,000 x 10 + 100 x 25


def test_audio_is_a_part_of_input_and_output(quote: Quote) -> None:
    counts = [
        "--input-tokens",
        "1000",
        "--audio-input-tokens",
        "400",
        "--output-tokens",
        "50",
        "--audio-output-tokens",
        "50",
    ]
    assert quote("openai", "gpt-audio", *counts)["usd"] == "0.0175"  # 600 x 2.5 + 400 x 32 + 50 x 64


def test_reasoning_is_a_part_of_the_output(quote: Quote) -> None:
    counts = ["--output-tokens", "1000"]
    assert quote("openai", "o3", *counts, "--reasoning-tokens", "900") == quote("openai", "o3", *counts)


def test_at_perplexity_reasoning_and_citations_come_on_top(quote: Quote) -> None:
    counts = [
        "--input-tokens",
        "1000",
        "--output-tokens",
        "100",
        "--reasoning-tokens",
        "5000",
        "--citation-tokens",
        "200",
    ]
    answer = quote("perplexity", "sonar-deep-research", *counts, "--tool", "search_query=4")
    assert answer["usd"] == "0.0382"  # 1,000 x 2 + 100 x 8 + 5,000 x 3 + 200 x 2, and 4 x 0.005


def test_tools_add_their_fees_however_often_they_are_named(quote: Quote) -> None:
    answer = quote(
        "openai", "gpt-5", "--tool", "web_search=2", "--tool", "code_interpreter=1", "--tool", "web_search=1"
    )
    assert answer["usd"] == "0.06"
    assert [fee["tool"] for fee in answer["fees"]] == ["web_search", "code_interpreter"]
    assert quote("perplexity", "sonar-pro", "--tool", "request:medium=1")["usd"] == "0.01"


@pytest.mark.parametrize("model", ["", "gpt-99", "gpt-4o-foo"])
def test_an_unknown_model_is_an_answer(quote: Quote, model: str) -> None:
    answer = quote("openai", model, "--input-tokens", "10")
    assert (answer["usd"], answer["status"], answer["price"]) == (None, "unknown_model", None)


@pytest.mark.parametrize("tier", ["flex", "fast-lane"])
def test_an_unknown_tier_is_an_answer(quote: Quote, tier: str) -> None:
    answer = quote("openai", "gpt-4o", "--tier", tier, "--input-tokens", "10")
    assert (answer["usd"], answer["status"]) == (None, "tier_not_priced")


def test_long_context_and_tiers_work_together(quote: Quote) -> None:
    assert quote("openai", "gpt-5.4", "--tier", "fast", "--input-tokens", "272000")["usd"] == "1.36"
    assert quote("openai", "gpt-5.4", "--tier", "fast", "--input-tokens", "272001")["status"] == "tier_not_priced"
    assert quote("openai", "gpt-5.4", "--input-tokens", "272001")["price"]["context_over_tokens"] == 272000


def test_at_asks_for_the_prices_of_another_day(quote: Quote) -> None:
    counts = ["--input-tokens", "1000000"]
    assert quote("openai", "o3", *counts, "--at", "2025-06-09")["usd"] == "10"
    assert quote("openai", "o3", *counts, "--at", "2025-06-10")["usd"] == "2"
    assert quote("google", "gemini-4-argon", *counts)["usd"] == "2"
    assert quote("google", "gemini-4-argon", *counts, "--at", "2026-12-01")["usd"] == "4"


def test_a_time_means_its_utc_day(quote: Quote) -> None:
    counts = ["--input-tokens", "1000000"]
    assert quote("openai", "o3", *counts, "--at", "2025-06-10T01:00+02:00")["usd"] == "10"


def test_the_users_own_prices_win(quote: Quote, run: Run) -> None:
    run.workspace.paths.prices_local.write_text("service,model,input\nopenai,gpt-4o,1\n", encoding="utf-8")
    assert quote("openai", "gpt-4o", "--input-tokens", "1000000")["usd"] == "1"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--at", "yesterday"], "“yesterday” is no date: write it like 2026-11-25."),
        (["--at", "2026-02-30"], "“2026-02-30” is no date"),
        (["--input-tokens", "-1"], "-1 is not in the range x>=0"),
        (["--input-tokens", "many"], "'many' is not a valid integer"),
        (["--input-tokens", "1", "--cached-input-tokens", "2"], "are parts of --input-tokens"),
        (["--cache-write-tokens", "2"], "are parts of --input-tokens"),
        (["--input-tokens", "3", "--cached-input-tokens", "2", "--audio-input-tokens", "2"], "parts of --input-tokens"),
        (["--output-tokens", "1", "--reasoning-tokens", "2"], "are parts of --output-tokens"),
        (["--output-tokens", "1", "--audio-output-tokens", "2"], "are parts of --output-tokens"),
        (["--tool", "web_search"], "“web_search” is no tool with a number of calls: write it like web_search=2."),
        (["--tool", "web_search=-1"], "“web_search=-1” is no tool with a number of calls"),
        (["--tool", "hammer=1"], "There is no tool “hammer”: choose one of code_interpreter,"),
    ],
)
def test_wrong_use_is_refused_in_one_sentence(ask: Ask, arguments: list[str], message: str) -> None:
    result = ask("quote", "--service", "openai", "--model", "gpt-4o", *arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stdout == ""


def test_an_unknown_service_is_refused(ask: Ask) -> None:
    result = ask("quote", "--service", "nobody", "--model", "m")
    assert result.exit_code == 2
    assert "There are no prices of a service “nobody”: choose one of openai, anthropic, groq," in result.stderr


def test_for_people_a_quote_says_how_sure_it_is_and_why(ask: Ask) -> None:
    counts = ["--input-tokens", "1000", "--cached-input-tokens", "500"]
    lines = ask("quote", "--service", "openai", "--model", "gpt-4o", "--tier", "batch", *counts).stdout.splitlines()
    assert lines == [
        "about $0.00125",
        "The tier publishes no rate for cached input; that of its input was used.",
        "openai, gpt-4o (+2), batch: genai-prices 0.2.3",
        "Prices as of 2026-10-29.",
    ]


def test_the_list_can_be_narrowed(ask: Ask) -> None:
    listed = json.loads(ask("list", "--service", "xai", "--model", "grok-4.3", "--format", "json").stdout)
    assert [(row["tier"], row["context_over_tokens"], row["input"]) for row in listed["rows"]] == [
        ("standard", None, "1.25"),
        ("standard", 199999, "2.5"),
        ("batch", None, "1"),
        ("batch", 199999, "2"),
    ]
    assert (listed["schema_version"], listed["prices_as_of"]) == (1, "2026-10-29")


def test_the_list_shows_every_service_as_a_table(ask: Ask) -> None:
    result = ask("list")
    services = {line.split()[0] for line in result.stdout.splitlines()[1:-1]}
    assert services == {"openai", "anthropic", "groq", "perplexity", "google", "mistral", "xai", "deepseek"}
    rows = len(SHEET.read_text(encoding="utf-8").splitlines()) - 1
    assert result.stdout.endswith(f"{rows} prices as of 2026-10-29.\n")


def test_a_sheet_is_imported_and_taken_back(ask: Ask, quote: Quote, tmp_path: Path) -> None:
    sheet = SHEET.read_text(encoding="utf-8")
    (tmp_path / "mine.csv").write_text(
        sheet.replace("o1-preview-2024-09-12,standard,,,15,", "x,standard,,,14,"), "utf-8"
    )
    counts = ["--input-tokens", "1000000"]
    imported = ask("import", str(tmp_path / "mine.csv"))
    rows = len(sheet.splitlines()) - 1
    assert imported.stdout == f"{rows} prices are in use now; `usage-tracker prices undo` takes them back.\n"
    assert quote("openai", "o1-preview", *counts)["usd"] == "14"
    assert ask("undo").stdout == "Prices are those of 2026-10-29 again.\n"
    assert quote("openai", "o1-preview", *counts)["usd"] == "15"


def test_offline_nothing_is_fetched(tmp_path: Path) -> None:
    run = Run({"USAGE_TRACKER_DATA_DIR": str(tmp_path), "USAGE_TRACKER_OFFLINE": "1"}, now=lambda: NOW)
    result = CliRunner().invoke(prices, ["update", "--address", "http://127.0.0.1:9/data.json"], obj=run)
    run.close()
    assert result.exit_code == 2
    assert "USAGE_TRACKER_OFFLINE is set, so no price list is fetched" in result.stderr
