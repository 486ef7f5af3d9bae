"""The server speaks HTTP/1.1, keeps connections, says nothing, and leaves nothing behind."""

from __future__ import annotations

import gc
import socket
import threading
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from usage_tracker_gui.simulator.openai import ADMIN_SECRET, OpenAIApp
from usage_tracker_gui.simulator.server import Simulator

HEADERS = {"Authorization": f"Bearer {ADMIN_SECRET}"}


def test_a_connection_is_kept_for_the_next_request(app: OpenAIApp) -> None:
    with Simulator.serving(app) as base_url, httpx.Client(headers=HEADERS, trust_env=False, verify=False) as client:
        ports = set()
        for _ in range(5):
            with client.stream("GET", f"{base_url}/organization/projects") as answer:
                answer.read()
                assert answer.http_version == "HTTP/1.1"
                ports.add(answer.extensions["network_stream"].get_extra_info("client_addr"))
        assert len(ports) == 1


def test_the_base_url_is_what_an_account_needs(app: OpenAIApp) -> None:
    with Simulator.serving(app) as base_url:
        assert base_url.startswith("http://127.0.0.1:")
        assert base_url.endswith("/v1")


def test_a_port_can_be_chosen(app: OpenAIApp) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with Simulator.serving(app, port=port) as base_url:
        assert f":{port}/" in base_url


def test_many_clients_are_served_at_once(app: OpenAIApp) -> None:
    with Simulator.serving(app) as base_url:

        def ask(_: int) -> int:
            return httpx.get(
                f"{base_url}/organization/projects", headers=HEADERS, trust_env=False, verify=False
            ).status_code

        with ThreadPoolExecutor(8) as pool:
            assert set(pool.map(ask, range(40))) == {200}


def test_stopping_ends_open_connections_and_threads(app: OpenAIApp, capfd: pytest.CaptureFixture[str]) -> None:
    before = threading.active_count()
    with httpx.Client(headers=HEADERS, trust_env=False, verify=False) as client:
        with Simulator.serving(app) as base_url:
            client.get(f"{base_url}/organization/projects")  # the connection stays open in the client's pool
            began = time.monotonic()
        assert time.monotonic() - began < 1
        with pytest.raises(httpx.TransportError):
            client.get(f"{base_url}/organization/projects")
    assert threading.active_count() == before
    gc.collect()  # an unclosed socket would warn now, and warnings are errors
    assert capfd.readouterr() == ("", "")


def test_a_fault_of_an_app_is_shown_and_not_swallowed(capfd: pytest.CaptureFixture[str]) -> None:
    def broken(environ: Any, start_response: Any) -> Iterable[bytes]:
        raise ZeroDivisionError("a bug in the app")

    with Simulator.serving(broken) as base_url, pytest.raises(httpx.RemoteProtocolError):
        httpx.get(base_url, trust_env=False, verify=False)
    assert "a bug in the app" in capfd.readouterr().err
