"""What the release script signs, the program believes; and without a key it says so and makes nothing."""

import base64
import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from usage_tracker_gui import __version__
from usage_tracker_gui.providers.provider import BadAnswer
from usage_tracker_gui.tracking.release_feed import proved

ROOT = Path(__file__).resolve().parents[2]
PAGE = "https://releases.example/v1"
PROGRAM = f"import sys; sys.path[:0] = [{str(ROOT / 'scripts')!r}, {str(ROOT)!r}]; import environment, release_feed; "
PROGRAM += "environment.main(release_feed.release_feed)"


def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", PROGRAM, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, **variables})


@pytest.fixture
def keys(tmp_path: Path) -> tuple[str, str]:
    """A private and a public key, as a maintainer makes them once."""
    made = run("new-key", str(tmp_path / "key.pem"))
    assert made.returncode == 0, made.stderr
    return (tmp_path / "key.pem").read_text(), made.stdout.strip()


def test_what_is_signed_is_believed_by_the_program_with_the_public_key(tmp_path: Path, keys: tuple[str, str]) -> None:
    private, public = keys
    (tmp_path / "SHA256SUMS").write_text(f"{'0' * 64}  usage-tracker_1_amd64.deb\n")
    target = tmp_path / "release-feed.json"
    signed = run(
        "sign",
        PAGE,
        str(target),
        str(tmp_path / "SHA256SUMS"),
        RELEASE_FEED_KEY=private,
        RELEASE_FEED_PUBLIC_KEY=public,
    )
    assert (signed.returncode, signed.stderr) == (0, "")
    release = proved(target.read_bytes(), base64.b64decode(public))
    assert (release.version, release.page) == (__version__, PAGE)
    words = json.loads(json.loads(target.read_text())["signed"])
    assert words["sha256"] == {"usage-tracker_1_amd64.deb": "0" * 64}


def test_nobody_else_s_key_believes_it(tmp_path: Path, keys: tuple[str, str]) -> None:
    target = tmp_path / "feed.json"
    assert run("sign", PAGE, str(target), RELEASE_FEED_KEY=keys[0]).returncode == 0
    other = run("new-key", str(tmp_path / "other.pem")).stdout.strip()
    with pytest.raises(BadAnswer, match="signature is wrong"):
        proved(target.read_bytes(), base64.b64decode(other))
    refused = run("sign", PAGE, str(target), RELEASE_FEED_KEY=keys[0], RELEASE_FEED_PUBLIC_KEY=other)
    assert refused.returncode == 2
    assert refused.stderr.startswith("No program would take this feed: The release feed's signature is wrong")


@pytest.mark.parametrize(
    ("private", "page", "sentence"),
    [
        ("", PAGE, "No release feed: RELEASE_FEED_KEY holds no private key."),
        ("not a key", PAGE, "RELEASE_FEED_KEY is no Ed25519 key in PEM, as `new-key` writes it."),
        (
            None,
            "http://releases.example/",
            "No program would take this feed: The release feed is signed, but its page is",
        ),
    ],
)
def test_what_can_not_be_signed_is_one_sentence(
    tmp_path: Path, keys: tuple[str, str], private: str | None, page: str, sentence: str
) -> None:
    refused = run("sign", page, str(tmp_path / "feed.json"), RELEASE_FEED_KEY=keys[0] if private is None else private)
    assert refused.returncode == 2
    assert refused.stderr.startswith(sentence)
    assert refused.stderr.count("\n") == 1
    assert "PRIVATE" not in refused.stderr
    assert not (tmp_path / "feed.json").exists()


def test_a_private_key_is_its_owner_s_alone_and_never_written_over(tmp_path: Path, keys: tuple[str, str]) -> None:
    file = tmp_path / "key.pem"
    if os.name != "nt":
        assert file.stat().st_mode & 0o777 == 0o600
    again = run("new-key", str(file))
    assert again.returncode == 2
    assert "can't be made" in again.stderr
    assert file.read_text() == keys[0]


def test_the_checkout_builds_in_no_feed() -> None:
    """Whoever builds it from the sources has no key of the project's."""
    said = tomllib.loads((ROOT / "resources" / "release_feed.toml").read_text(encoding="utf-8"))
    assert said == {"address": "", "key": ""}


@pytest.mark.parametrize(
    ("variables", "built_in", "sentence"),
    [
        ({}, False, "This build looks for no newer versions: "),
        ({"RELEASE_FEED_URL": "https://feed.example/feed.json"}, False, "This build looks for no newer versions: "),
        (
            {"RELEASE_FEED_URL": "https://feed.example/feed.json", "RELEASE_FEED_PUBLIC_KEY": "PUBLIC"},
            True,
            "This build",
        ),
        (
            {"RELEASE_FEED_URL": "http://feed.example/", "RELEASE_FEED_PUBLIC_KEY": "PUBLIC"},
            False,
            "must begin with https",
        ),
        ({"RELEASE_FEED_URL": "https://feed.example/", "RELEASE_FEED_PUBLIC_KEY": "AAAA"}, False, "is no public key"),
    ],
)
def test_a_release_builds_its_feed_in(
    tmp_path: Path, keys: tuple[str, str], variables: dict[str, str], built_in: bool, sentence: str
) -> None:
    """On a Python without any package, as on a machine that is about to build."""
    file = tmp_path / "release_feed.toml"
    before = (ROOT / "resources" / "release_feed.toml").read_text(encoding="utf-8")
    file.write_text(before, encoding="utf-8")
    named = {name: text.replace("PUBLIC", keys[1]) for name, text in variables.items()}
    program = f"import sys; sys.path.insert(0, {str(ROOT / 'scripts')!r}); import os, environment, release_feed;"
    program += f"environment.main(lambda _: release_feed.build_in(os.environ, release_feed.Path({str(file)!r})))"
    done = subprocess.run(
        [sys.executable, "-S", "-c", program], capture_output=True, text=True, check=False, env={**os.environ, **named}
    )
    assert sentence in done.stdout + done.stderr
    if built_in:
        said = tomllib.loads(file.read_text(encoding="utf-8"))
        assert said == {"address": named["RELEASE_FEED_URL"], "key": keys[1]}
        assert file.read_text(encoding="utf-8").startswith("# Where this build looks")
    else:
        assert file.read_text(encoding="utf-8") == before
