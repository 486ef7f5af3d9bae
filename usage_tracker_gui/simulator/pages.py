"""Pages of usage and of costs: buckets of rows, grouped as asked, written as JSON text."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from usage_tracker_gui.simulator.bill import NANO, Bill, Charge
from usage_tracker_gui.simulator.families import Family
from usage_tracker_gui.simulator.query import TimeQuery
from usage_tracker_gui.simulator.traffic import DAY, Label, plus
from usage_tracker_gui.simulator.world import World

COST_GROUPS = ("project_id", "user_id", "line_item", "api_key_id", "api_source")

Group = tuple[list[int], str]  # positions of its series, and the text of a row with a place for each figure


def usage_page(world: World, family: Family, query: TimeQuery, now: int) -> bytes:
    groups = _groups(world, family, query)
    buckets = (_bucket(start, query.width, _rows(world, family, groups, start, query.width, now))
               for start in query.buckets(now))  # fmt: skip
    return _page(buckets, query.next_page(now))


def costs_page(bill: Bill, query: TimeQuery, now: int) -> bytes:
    buckets = (_bucket(start, DAY, _cost_rows(bill, query, start // DAY, now)) for start in query.buckets(now))
    return _page(buckets, query.next_page(now))


def _groups(world: World, family: Family, query: TimeQuery) -> list[Group]:
    """Series that fall into one row, with that row's text. Fields that are not grouped by are null."""
    members: dict[tuple[Label, ...], list[int]] = defaultdict(list)
    for at in world.family(family.name):
        labels = world.series[at].labels
        if _passes(family, query, labels.get):
            members[tuple(labels[group] if group in query.group_by else None for group in family.groups)].append(at)
    return [(series, _template(family, values)) for values, series in members.items()]


def _passes(family: Family, query: TimeQuery, label: Callable[[str], Label]) -> bool:
    if query.batch is not None and label("batch") is not query.batch:
        return False
    return all(label(family.filters[name]) in allowed for name, allowed in query.filters.items())


def _template(family: Family, values: tuple[Label, ...]) -> str:
    head = "".join(f',"{name}":%d' for name in family.counts)
    tail = "".join(
        f',"{group}":{json.dumps(value).replace("%", "%%")}' for group, value in zip(family.groups, values, strict=True)
    )
    return f'{{"object":"{family.object}"{head}{tail}}}'


def _rows(world: World, family: Family, groups: list[Group], start: int, width: int, now: int) -> Iterator[str]:
    if start >= now:
        return
    for members, template in groups:
        counts = world.counts(members[0], start, width, world.horizon(members[0], now))
        for at in members[1:]:
            counts = plus(counts, world.counts(at, start, width, world.horizon(at, now)))
        if counts[0]:
            yield template % family.figures(counts)


def _cost_rows(bill: Bill, query: TimeQuery, day: int, now: int) -> Iterator[str]:
    if day * DAY >= now:
        return
    sums: dict[tuple[str | None, ...], tuple[int, int, set[str]]] = {}
    for charge in bill.charges(day, now):
        values = _cost_labels(charge)
        if not all(values[_COST_FILTERS[name]] in allowed for name, allowed in query.filters.items()):
            continue
        group = tuple(values[name] if name in query.group_by else None for name in COST_GROUPS)
        nanos, quantity, units = sums.get(group, (0, 0, set()))
        sums[group] = (nanos + charge.nanos, quantity + charge.quantity, units | {charge.unit})
    for group, (nanos, quantity, units) in sums.items():
        by_line = "line_item" in query.group_by
        yield _cost_row(group, nanos, quantity if by_line else None, units.pop() if by_line else None)


_COST_FILTERS = {"project_ids": "project_id", "api_key_ids": "api_key_id", "line_items": "line_item"}


def _cost_labels(charge: Charge) -> dict[str, str | None]:
    return {
        "project_id": charge.project,
        "user_id": charge.user,
        "line_item": charge.line_item,
        "api_key_id": charge.key,
        "api_source": charge.source,
    }


def _cost_row(group: tuple[str | None, ...], nanos: int, quantity: int | None, unit: str | None) -> str:
    labels = "".join(f',"{name}":{json.dumps(value)}' for name, value in zip(COST_GROUPS, group, strict=True))
    amount = f'{{"value":{dollars(nanos)},"currency":"usd"}}'
    return (
        f'{{"object":"organization.costs.result","amount":{amount}{labels},'
        f'"quantity":{json.dumps(quantity)},"quantity_unit":{json.dumps(unit)}}}'
    )


def dollars(nanos: int) -> str:
    """Exact, as a JSON number."""
    whole, part = divmod(nanos, NANO)
    return f"{whole}.{part:09}".rstrip("0").rstrip(".")


def _bucket(start: int, width: int, rows: Iterable[str]) -> str:
    return f'{{"object":"bucket","start_time":{start},"end_time":{start + width},"results":[{",".join(rows)}]}}'


def _page(buckets: Iterable[str], next_page: str | None) -> bytes:
    more = "false" if next_page is None else "true"
    return (
        f'{{"object":"page","data":[{",".join(buckets)}],"has_more":{more},"next_page":{json.dumps(next_page)}}}'
    ).encode()
