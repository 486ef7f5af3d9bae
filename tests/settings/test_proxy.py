"""The proxy of the settings is the one that a service is asked through, where the environment names none."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator

import httpx
import pytest

from usage_tracker_gui.providers.http import open_client
from usage_tracker_gui.settings.proxy import NAMES, SettingsProxy

SERVICE = "https://usage.example/v1"


@pytest.fixture
def proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, list[str]]]:
    """A proxy on loopback that refuses everything, and what it was asked for."""
    for name in NAMES:
        monkeypatch.setenv(name, "")
    asked: list[str] = []
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.05)
    done = threading.Event()

    def serve() -> None:
        while not done.is_set():
            try:
                connection, _ = listener.accept()
            except TimeoutError:
                continue
            with connection:
                asked.append(connection.recv(4096).decode().partition("\r\n")[0])
                connection.sendall(b"HTTP/1.1 502 Not to be had\r\nContent-Length: 0\r\n\r\n")

    thread = threading.Thread(target=serve)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}", asked
    done.set()
    thread.join()
    listener.close()


def ask() -> None:
    with open_client(SERVICE) as client, pytest.raises(httpx.ProxyError):
        client.get("organization")


def test_a_service_is_asked_through_the_proxy_of_the_settings(proxy: tuple[str, list[str]]) -> None:
    url, asked = proxy
    SettingsProxy(os.environ).use(url)
    ask()
    assert asked == ["CONNECT usage.example:443 HTTP/1.1"]


def test_the_environment_s_own_proxy_wins(proxy: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    url, asked = proxy
    monkeypatch.delenv("https_proxy")
    monkeypatch.setenv("HTTPS_PROXY", url)
    SettingsProxy(os.environ).use("http://127.0.0.1:9")
    ask()
    assert len(asked) == 1


def test_a_change_is_followed_and_an_empty_one_is_the_system_s() -> None:
    process: dict[str, str] = {}
    settings = SettingsProxy(process)
    for url in ("http://one.example:3128", "http://two.example:3128"):
        settings.use(url)
        assert process == {"https_proxy": url}
    settings.use("")
    assert process == {}
