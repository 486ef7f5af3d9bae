"""Calls that programs record themselves: the account that keeps them, and when a total holds them twice.

A service that tells what an organization used tells of these calls, too. Nobody can know whether a program called with
a key of the organization that is followed, so nothing is left out of a total: it is said.
"""

from __future__ import annotations

from collections.abc import Collection

from usage_tracker_gui.domain.report import GroupBy, Summary


def programs_account(service: str) -> str:
    """The name of the account for calls of programs at a service."""
    return f"{service}-programs"


def counted_twice(usage: Summary, telling: Collection[str]) -> tuple[str, ...]:
    """Accounts of programs that stand in a summary (by service and account) beside others of the same service.

    `telling` are the services that tell of usage themselves.
    """
    service, account = usage.column(GroupBy.SERVICE), usage.column(GroupBy.ACCOUNT)
    seen = {(row.group[service], row.group[account]) for row in usage.rows}
    shared = {of for of, name in seen if of in telling and name != programs_account(of)}
    return tuple(sorted(name for of, name in seen if of in shared and name == programs_account(of)))
