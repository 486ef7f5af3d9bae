"""Fetches the public price list of genai-prices, when a person asks for it or has turned price updates on.

Nothing about the person or their usage is sent; no secret is involved.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import httpx

from usage_tracker_gui.providers.http import open_client
from usage_tracker_gui.providers.provider import AnswerTooLarge, BadAnswer, Unreachable
from usage_tracker_gui.settings.price_updates import LARGEST, PriceUpdate, PriceUpdateError, install_feed, latest_origin

ADDRESS = "https://raw.githubusercontent.com/pydantic/genai-prices/main/prices/new_data/v2/data_slim.json"
_UNCHANGED = 304


@dataclass(frozen=True, slots=True)
class _Fetched:
    body: bytes
    etag: str


def update_prices(data_folder: Path, now: datetime, address: str = ADDRESS) -> PriceUpdate | None:
    """Installs the list if it is another one than last time; None if it is the same.

    Raises ProviderError: Unreachable when it can't be fetched, BadAnswer when it can't be used.
    """
    last = latest_origin(data_folder)
    etag = last.get("etag", "") if last.get("address") == address else ""
    fetched = _fetch(address, etag)
    if fetched is None:
        return None
    try:
        return install_feed(fetched.body, data_folder, now, {"address": address, "etag": fetched.etag})
    except PriceUpdateError as error:
        raise BadAnswer(str(error)) from None


def _fetch(address: str, etag: str) -> _Fetched | None:
    folder, _, name = address.rpartition("/")
    headers = {"If-None-Match": etag} if etag else {}
    try:
        with open_client(folder) as client, client.stream("GET", name, headers=headers) as response:
            if response.status_code == _UNCHANGED and etag:
                return None
            if response.status_code != httpx.codes.OK:
                answered = f"{response.url.host} answered {response.status_code}"
                raise Unreachable(f"The price list at {answered}; the prices stay as they are.")
            return _Fetched(_body(response), response.headers.get("etag", ""))
    except httpx.HTTPError as error:
        host = httpx.URL(address).host
        raise Unreachable(
            f"The price list at {host} can't be reached ({error or type(error).__name__}); the prices stay as they are."
        ) from None


def _body(response: httpx.Response) -> bytes:
    chunks: list[bytes] = []
    size = 0
    for chunk in response.iter_bytes():
        size += len(chunk)
        if size > LARGEST:
            raise AnswerTooLarge(f"The price list is larger than {LARGEST >> 20} MB; nothing was changed.")
        chunks.append(chunk)
    return b"".join(chunks)
