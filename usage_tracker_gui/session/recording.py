"""A session's calls as records in the store, where the app, `report` and `export` find them.

Each service's calls are in an account of their own, `openai-programs`, apart from what the service itself tells: that
holds the same calls once more. The key of a record is the program's name.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from usage_tracker_gui.domain.own_calls import programs_account
from usage_tracker_gui.domain.pricing import PriceSheet
from usage_tracker_gui.domain.records import LONGEST_NAME, ImpossibleRecord, UsageRecord
from usage_tracker_gui.session.call import Call
from usage_tracker_gui.settings import settings_file
from usage_tracker_gui.settings.environment import survey
from usage_tracker_gui.store.store import Store

Keep = Callable[[Sequence[tuple[str, Call]]], None]

_log = logging.getLogger(__name__)


@contextmanager
def recording(
    process: Mapping[str, str], working_folder: Path, program: str, prices: PriceSheet | None
) -> Iterator[Keep]:
    """Keeps calls by their IDs in the user's store; the same ID again changes nothing.

    Raises SettingsError and StoreError, also from the function that it gives.
    """
    paths, environment = survey(process, working_folder, executable=None)
    paths.make()
    preferences = settings_file.load(paths.settings)
    named = environment.database_url
    database = (named.text if named else preferences.database_url) or paths.database
    with Store.open(database, zone=preferences.timezone) as store:
        accounts: dict[str, int] = {}

        def keep(calls: Sequence[tuple[str, Call]]) -> None:
            for service in {call.service for _, call in calls}:
                if service not in accounts:
                    accounts[service] = store.add_account(programs_account(service), service, "", configured=False).id
                told = [_record(id, call, program, prices) for id, call in calls if call.service == service]
                store.save_records(accounts[service], [record for record in told if record is not None])

        yield keep


def _record(id: str, call: Call, program: str, prices: PriceSheet | None) -> UsageRecord | None:
    """None, and a line in the log, for figures that can't be."""
    record = UsageRecord(
        id=id, at=call.at, key=_name(program), model=_name(call.model), tier=_name(call.tier), requests=1
    )
    tokens = call.tokens
    try:
        if tokens is not None:
            record = replace(
                record,
                input_tokens=tokens.all_input,
                cached_input_tokens=tokens.all_cached_input,
                cache_write_tokens=tokens.cache_write + tokens.cache_write_12h,
                cache_write_1h_tokens=tokens.cache_write_1h,
                output_tokens=tokens.all_output,
            )
        return record if _is_derived(record, call, prices) else replace(record, cost_usd=call.cost_usd)
    except ImpossibleRecord as error:
        _log.warning("A call is not saved: %s", error)
        return None


def _is_derived(record: UsageRecord, call: Call, prices: PriceSheet | None) -> bool:
    """Whether a report comes to the same cost by itself; then it is left to the price sheet, which may be corrected.

    It does not where a call had a fee, audio, images or a long context, which a record can't tell of.
    """
    if prices is None:
        return call.cost_usd is None
    derived = prices.cost(call.service, call.model, call.tier, record.counts.tokens, call.at.date())
    return call.tokens is not None and derived.usd == call.cost_usd


def _name(text: str) -> str:
    return "".join(character for character in text if character.isprintable())[:LONGEST_NAME]
