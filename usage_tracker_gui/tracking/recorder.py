"""Keeps what people and programs tell: in the account that it belongs to, once, however often it is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from usage_tracker_gui.domain.account import Account, Service
from usage_tracker_gui.store.store import Store
from usage_tracker_gui.tracking.importing.entries import Entry
from usage_tracker_gui.tracking.importing.lines import Rejected

LINES_AT_ONCE = 5000  # a transaction: others may write in between, and a pass that is killed loses one at most


@dataclass(slots=True)
class Kept:
    """What became of the lines that were read. With a dry run, what would become of them."""

    read: int = 0
    added: int = 0
    unchanged: int = 0
    rejected: list[Rejected] = field(default_factory=list)


class Recorder:
    def __init__(self, store: Store, services: Sequence[Service]) -> None:
        self._store = store
        self._services = {service.id: service for service in services}
        self._accounts: dict[str, Account | None] = {}
        self._homes: dict[str, str] = {}  # service id -> name of the account

    def keep(
        self, entries: Iterable[Entry | Rejected], on_progress: Callable[[Kept], None] = lambda _kept: None
    ) -> Kept:
        """Every entry that can be kept; an account that is not there is made. Raises StoreError."""
        kept = Kept()
        for some in _pieces(entries):
            for name, told in self._by_account(some, kept).items():
                account = self._accounts[name] or self._made(name, told[0].service)
                added = self._store.save_records(account.id, [entry.record for entry in told])
                kept.added += added
                kept.unchanged += len(told) - added
            on_progress(kept)
        return _in_order(kept)

    def try_out(self, entries: Iterable[Entry | Rejected]) -> Kept:
        """What `keep` would do; nothing is written."""
        kept = Kept()
        seen: set[int] = set()  # hashes of ids, for a file may tell the same twice
        for some in _pieces(entries):
            for name, told in self._by_account(some, kept).items():
                account = self._accounts[name]
                ids = [entry.record.id for entry in told]
                known = self._store.told.known(account.id, ids) if account else set()
                for id_ in ids:
                    mark = hash((name, id_))
                    is_new = id_ not in known and mark not in seen
                    seen.add(mark)
                    kept.added += is_new
                    kept.unchanged += not is_new
        return _in_order(kept)

    def _by_account(self, some: Sequence[Entry | Rejected], kept: Kept) -> dict[str, list[Entry]]:
        kept.read += len(some)
        groups: defaultdict[str, list[Entry]] = defaultdict(list)
        first_service: dict[str, str] = {}
        for entry in some:
            if isinstance(entry, Rejected):
                kept.rejected.append(entry)
                continue
            name = self._home(entry)
            account = self._account(name)
            service = account.service if account else first_service.setdefault(name, entry.service)
            if service != entry.service:
                reason = f"the account “{name}” is one of {service}, not of {entry.service}"
                kept.rejected.append(Rejected(entry.line, reason))
            else:
                groups[name].append(entry)
        return groups

    def _home(self, entry: Entry) -> str:
        """Usage that names no account is called like its service. It belongs to the account of that name, else to the
        oldest that a person made for that service, whatever they called it: “Groq” and “groq” would be two."""
        if entry.account != entry.service or self._is_told(entry.service):
            return entry.account
        if entry.service not in self._homes:
            own = [account.name for account in self._store.accounts() if account.service == entry.service]
            self._homes[entry.service] = entry.service if entry.service in own else next(iter(own), entry.service)
        return self._homes[entry.service]

    def _is_told(self, service_id: str) -> bool:
        service = self._services.get(service_id)
        return service is not None and bool(service.tells)

    def _account(self, name: str) -> Account | None:
        if name not in self._accounts:
            self._accounts[name] = self._store.account(name)
        return self._accounts[name]

    def _made(self, name: str, service_id: str) -> Account:
        """One of a service that tells nothing is a person's own from now on; the others wait for their secret."""
        service = self._services.get(service_id)
        is_by_hand = not self._is_told(service_id)
        base_url = service.base_url if service else ""
        made = self._store.add_account(name, service_id, base_url, configured=is_by_hand)
        self._accounts[name] = made
        return made


def _pieces(entries: Iterable[Entry | Rejected]) -> Iterator[list[Entry | Rejected]]:
    rest = iter(entries)
    while piece := list(islice(rest, LINES_AT_ONCE)):
        yield piece


def _in_order(kept: Kept) -> Kept:
    kept.rejected.sort(key=lambda rejected: rejected.line)
    return kept
