"""A certificate that is not trusted ends the request before the secret is sent."""

from __future__ import annotations

import ssl
import threading
from datetime import UTC, datetime, timedelta
from http.server import HTTPServer, SimpleHTTPRequestHandler
from ipaddress import ip_address

import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from usage_tracker_gui.providers.answers import Dialect
from usage_tracker_gui.providers.http import get_json
from usage_tracker_gui.providers.provider import Unreachable

DIALECT = Dialect("Acme", lambda secret: {"Authorization": secret.reveal()}, lambda secret, complaint: "refused")


@pytest.fixture
def expired_server(tmp_path):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(long_ago)
        .not_valid_after(long_ago + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "server.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    asked: list[str] = []

    class Exchange(SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)

    class Server(HTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            pass  # the handshake that the client ends

    server = Server(("127.0.0.1", 0), Exchange)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"https://127.0.0.1:{server.server_port}/v1", asked
    server.shutdown()
    server.server_close()
    thread.join()


def test_an_expired_certificate_is_an_error_at_once_and_the_secret_stays_here(expired_server, connect, time):
    base_url, asked = expired_server
    with pytest.raises(Unreachable, match=r"certificate of 127\.0\.0\.1 is not trusted, so nothing was sent"):
        get_json(connect(base_url), DIALECT, "things", [], msgspec.json.Decoder(dict))
    assert asked == []
    assert time.slept == []
