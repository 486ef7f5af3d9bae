"""settings.toml: what people wrote stays, what we write is whole, what is wrong is named."""

import stat
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from usage_tracker_gui.settings.errors import PreferenceError, SettingsError
from usage_tracker_gui.settings.preferences import DEFAULTS, Preferences
from usage_tracker_gui.settings.settings_file import change, load, save, unknown_keys

BY_HAND = """\
# My settings
[watching]   # what I look at
interval_seconds = 60  # once a minute is enough
colour = "blue"

[mine]
note = "keep this"

[money]
currency = 'EUR'
currency_rate = 0.92
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


def test_no_file_means_the_defaults(file: Path) -> None:
    assert load(file) == DEFAULTS
    assert not file.exists()


def test_an_empty_file_means_the_defaults(file: Path) -> None:
    file.write_text("")
    assert load(file) == DEFAULTS


def test_what_is_saved_is_read_again(file: Path) -> None:
    preferences = Preferences(
        interval_seconds=30,
        cost_threshold_usd=Decimal("25.50"),
        currency="EUR",
        currency_rate=Decimal("0.9183"),
        timezone="Europe/Berlin",
        notifications=False,
        retention_days=400,
        quiet_hours="22:00-07:00",
        window_geometry='AdnQ+w"\\==',
    )
    save(file, preferences)
    assert load(file) == preferences


@given(
    st.builds(
        Preferences,
        interval_seconds=st.integers(1, 600),
        cost_threshold_usd=st.none() | st.decimals("0.000000001", 10**12, allow_nan=False, places=9),
        tier=st.sampled_from(["auto", "batch", "priority"]),
        minimize_to_tray=st.booleans(),
        usage_columns=st.text().filter(str.isprintable),
    )
)
def test_any_preferences_survive_the_file(tmp_path_factory: pytest.TempPathFactory, preferences: Preferences) -> None:
    file = tmp_path_factory.mktemp("any") / "settings.toml"
    save(file, Preferences(interval_seconds=7, tier="flex", cost_threshold_usd=Decimal(1)))
    save(file, preferences)
    assert load(file) == preferences


def test_money_stays_exact(file: Path) -> None:
    file.write_text("[alerts]\ncost_threshold_usd = 0.1\n")
    assert load(file).cost_threshold_usd == Decimal("0.1")


def test_only_what_differs_from_the_defaults_is_written(file: Path) -> None:
    save(file, Preferences(theme="dark"))
    assert "theme" in file.read_text()
    assert "interval_seconds" not in file.read_text()


def test_comments_order_and_unknown_keys_stay(file: Path) -> None:
    file.write_text(BY_HAND)
    change(file, interval_seconds=30)
    assert file.read_text() == BY_HAND.replace("interval_seconds = 60", "interval_seconds = 30")


def test_saving_what_is_already_there_touches_nothing(file: Path) -> None:
    file.write_text(BY_HAND)
    before = file.stat()
    save(file, load(file))
    assert (file.stat().st_ino, file.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_change_keeps_what_a_person_edited_meanwhile(file: Path) -> None:
    change(file, theme="dark")
    file.write_text(file.read_text() + "\n[alerts]\nspike_token_rate = 5000\n")
    assert change(file, page="charts") == Preferences(theme="dark", spike_token_rate=5000, page="charts")


def test_a_value_taken_back_to_its_default_keeps_its_line_and_comment(file: Path) -> None:
    file.write_text(BY_HAND)
    change(file, interval_seconds=15)
    assert "interval_seconds = 15  # once a minute is enough" in file.read_text()


def test_taking_an_optional_value_away_removes_its_line(file: Path) -> None:
    change(file, retention_days=90)
    change(file, retention_days=None)
    assert "retention_days" not in file.read_text()
    assert load(file).retention_days is None


def test_windows_line_ends_and_a_byte_order_mark_are_read(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbf[watching]\r\ninterval_seconds = 60\r\n")
    assert load(file).interval_seconds == 60
    change(file, interval_seconds=30)
    assert b"interval_seconds = 30\r\n" in file.read_bytes()


def test_keys_that_nobody_reads_are_named(file: Path) -> None:
    file.write_text(BY_HAND + "\n[computer]\ninterval_seconds = 3\n")
    assert unknown_keys(file) == ("watching.colour", "mine", "computer.interval_seconds")


# --- Bad input


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("interval_seconds = 0", "interval_seconds in [watching] is 0; allowed: a whole number from 1 to 600."),
        ('interval_seconds = "fast"', "is 'fast'; allowed: a whole number from 1 to 600."),
        ("lookback = true", "lookback in [watching] is true; allowed: today, hours, 7d, 30d, month."),
        ('timezone = "Berlin"', "timezone in [watching] is 'Berlin'; allowed: a name like UTC or Europe/Berlin."),
    ],
)
def test_a_bad_value_names_file_key_finding_and_what_is_allowed(file: Path, line: str, says: str) -> None:
    file.write_text(f"[watching]\n{line}\n")
    with pytest.raises(SettingsError) as caught:
        load(file)
    assert str(file) in str(caught.value)
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[watching]\n\ninterval_seconds = \n", "at line 3"),
        ("[watching", "at its end"),
        ("a = 1\na = 2\n", "at line 2"),
    ],
)
def test_a_corrupt_file_is_refused_with_its_line_and_never_written_over(file: Path, text: str, place: str) -> None:
    file.write_text(text)
    with pytest.raises(SettingsError, match=place):
        load(file)
    with pytest.raises(SettingsError, match=place):
        save(file, Preferences(theme="dark"))
    assert file.read_text() == text


def test_a_password_in_the_file_is_refused_and_not_repeated(file: Path) -> None:
    file.write_text('[advanced]\ndatabase_url = "postgresql://app:hush@db.example/usage"\n')
    with pytest.raises(SettingsError, match=r"database_url in \[advanced\] can't be used") as caught:
        load(file)
    assert "hush" not in str(caught.value)


def test_a_table_that_is_a_value_is_refused(file: Path) -> None:
    file.write_text("watching = 3\n")
    with pytest.raises(SettingsError, match=r"watching is a value; allowed: a table \[watching\]"):
        load(file)


def test_a_file_in_another_encoding_is_refused(file: Path) -> None:
    file.write_bytes("[watching]\n".encode("utf-16"))
    with pytest.raises(SettingsError, match="not UTF-8"):
        load(file)


def test_a_folder_in_the_place_of_the_file_is_refused(file: Path) -> None:
    file.mkdir()
    with pytest.raises(SettingsError, match="can't be read"):
        load(file)


def test_a_change_that_is_not_allowed_leaves_the_file_alone(file: Path) -> None:
    file.write_text(BY_HAND)
    with pytest.raises(PreferenceError):
        change(file, interval_seconds=0)
    assert file.read_text() == BY_HAND


# --- Writing


def test_a_read_only_folder_is_one_sentence_and_the_file_stays(read_only_folder: Path) -> None:
    file = read_only_folder / "settings.toml"
    with pytest.raises(SettingsError, match=r"can't be saved in .*Nothing in the file has changed\."):
        change(file, theme="dark")
    assert load(file) == Preferences(interval_seconds=30)
    assert not list(read_only_folder.glob("*.toml.*"))


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="can't be saved"):
        save(tmp_path / "nowhere" / "settings.toml", Preferences(theme="dark"))


@pytest.mark.skipif(sys.platform != "linux", reason="/dev/full and RLIMIT_FSIZE as Linux knows them")
def test_a_full_disk_leaves_the_old_file_whole(file: Path) -> None:
    """A limit on file size fails the write in the middle, as a full disk does."""
    file.write_text(BY_HAND)
    program = f"""
import resource, signal
from pathlib import Path
from usage_tracker_gui.settings.errors import SettingsError
from usage_tracker_gui.settings.settings_file import change
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))
try:
    change(Path({str(file)!r}), theme="dark")
except SettingsError as error:
    raise SystemExit(0 if "can't be saved" in str(error) else 3)
raise SystemExit(4)
"""
    root = Path(__file__).parents[2]
    result = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert file.read_text() == BY_HAND
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
def test_a_new_file_is_its_owners_alone_and_an_old_one_keeps_its_mode(file: Path) -> None:
    save(file, Preferences(theme="dark"))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.chmod(0o640)
    save(file, Preferences(theme="light"))
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege on Windows")
def test_a_link_stays_a_link(tmp_path: Path, file: Path) -> None:
    real = tmp_path / "dotfiles.toml"
    real.write_text(BY_HAND)
    file.symlink_to(real)
    change(file, interval_seconds=30)
    assert file.is_symlink()
    assert "interval_seconds = 30" in real.read_text()


def test_whoever_reads_while_others_write_never_sees_half_a_file(file: Path) -> None:
    """Another process saves in a loop; every read here is one of the whole texts."""
    program = f"""
from pathlib import Path
from usage_tracker_gui.settings.settings_file import change
for turn in range(150):
    change(Path({str(file)!r}), interval_seconds=turn % 600 + 1, usage_columns="x" * 20000)
"""
    root = Path(__file__).parents[2]
    seen: set[Any] = set()
    with subprocess.Popen([sys.executable, "-c", program], cwd=root) as writer:
        while writer.poll() is None:
            seen.add(len(load(file).usage_columns))
    assert writer.returncode == 0
    assert seen <= {0, 20000}
    assert load(file).interval_seconds == 150
