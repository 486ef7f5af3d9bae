"""Environment and .env: who wins, what is refused, and where a secret may go."""

from pathlib import Path

import pytest

from usage_tracker_gui.domain.account import Secret
from usage_tracker_gui.providers import PROVIDERS
from usage_tracker_gui.settings.environment import Environment, is_in_sight, survey
from usage_tracker_gui.settings.errors import SettingsError

KEY = "sk-admin-0123456789abcdef"
ELSEWHERE = "https://elsewhere.example/v1"


def env_file(folder: Path, text: str | bytes) -> Path:
    folder.mkdir(exist_ok=True)
    file = folder / ".env"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


# --- Who wins


def test_the_environment_wins_over_every_file(tmp_path: Path) -> None:
    file = env_file(tmp_path, "OPENAI_ADMIN_KEY=from-the-file\n")
    value = Environment.read({"OPENAI_ADMIN_KEY": KEY}, [file]).lookup("OPENAI_ADMIN_KEY")
    assert value is not None
    assert (value.text, value.file) == (KEY, None)


def test_the_first_file_that_has_a_name_wins(tmp_path: Path) -> None:
    first = env_file(tmp_path / "a", "A=first\n")
    second = env_file(tmp_path / "b", "A=second\nB=second\n")
    environment = Environment.read({}, [first, second])
    a, b = environment.lookup("A"), environment.lookup("B")
    assert a is not None
    assert b is not None
    assert (a.text, a.file) == ("first", first)
    assert (b.text, b.file) == ("second", second)


def test_an_empty_value_counts_as_not_set(tmp_path: Path) -> None:
    file = env_file(tmp_path, f"OPENAI_ADMIN_KEY={KEY}\n")
    assert Environment.read({"OPENAI_ADMIN_KEY": " "}, [file]).service_secret("OPENAI") == Secret(KEY)


def test_a_file_that_is_not_there_is_fine_and_so_is_a_folder_called_dotenv(tmp_path: Path) -> None:
    (tmp_path / ".env").mkdir()
    assert Environment.read({}, [tmp_path / "nowhere", tmp_path / ".env"]).lookup("A") is None


def test_what_people_write_into_a_dotenv_is_understood(tmp_path: Path) -> None:
    file = env_file(
        tmp_path,
        "\ufeff# a comment\r\n\r\nexport A='single # quoted'\r\nB = spaced # comment\r\nC=\"two words\"\r\nD=$HOME\r\n",
    )
    environment = Environment.read({}, [file])
    texts = [value.text if (value := environment.lookup(name)) else None for name in "ABCD"]
    assert texts == ["single # quoted", "spaced", "two words", "$HOME"]


# --- What is refused


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("A=1\n\n\nthis is not a setting\n", 4),
        (f"# keys\nOPENAI_ADMIN_KEY {KEY}\n", 2),
        (f'A=1\nOPENAI_ADMIN_KEY="{KEY}\n', 2),
        ("A=1\nB=2\nOPENAI_ADMIN_KEY\n", 3),
        (f"={KEY}\n", 1),
    ],
)
def test_a_malformed_dotenv_is_refused_by_its_line_and_never_quoted(tmp_path: Path, text: str, line: int) -> None:
    file = env_file(tmp_path, text)
    with pytest.raises(SettingsError) as caught:
        Environment.read({}, [file])
    assert f"{file} can't be read at line {line}:" in str(caught.value)
    assert KEY not in str(caught.value)


@pytest.mark.parametrize("content", [f"OPENAI_ADMIN_KEY={KEY}".encode("utf-16"), f"A={KEY}\xe9".encode("latin-1")])
def test_a_dotenv_in_another_encoding_is_refused_and_never_quoted(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(SettingsError, match="save it again with the encoding UTF-8") as caught:
        Environment.read({}, [env_file(tmp_path, content)])
    assert KEY not in str(caught.value)


def test_a_dotenv_that_may_not_be_read_is_refused_with_its_name(read_only_folder: Path) -> None:
    file = read_only_folder / ".env"
    with pytest.raises(SettingsError, match="allow reading it, or move it away") as caught:
        Environment.read({}, [file])
    assert str(file) in str(caught.value)


@pytest.mark.parametrize("bad", ["sk-admin two", "sk-admin\x07", "sk-ädmin", "sk-\u200badmin", "sk-a\nb"])
def test_a_secret_that_no_header_can_carry_is_refused_without_a_word_of_it(bad: str) -> None:
    with pytest.raises(SettingsError, match="OPENAI_ADMIN_KEY holds a blank") as caught:
        Environment.read({"OPENAI_ADMIN_KEY": bad}, []).service_secret("OPENAI")
    assert "admin" not in str(caught.value)


def test_a_line_end_behind_a_secret_does_no_harm() -> None:
    assert Environment.read({"OPENAI_ADMIN_KEY": f" {KEY}\n"}, []).service_secret("OPENAI") == Secret(KEY)


def test_key_ids_are_separated_by_commas_and_each_counts_once() -> None:
    environment = Environment.read({"OPENAI_API_KEY_ID": " key_a, key_b,,key_a "}, [])
    assert environment.service_key_ids("OPENAI") == ("key_a", "key_b")
    assert Environment.read({}, []).service_key_ids("OPENAI") == ()


def test_a_secret_among_the_key_ids_is_refused_without_showing_it() -> None:
    with pytest.raises(SettingsError, match="holds a secret where key IDs belong") as caught:
        Environment.read({"OPENAI_API_KEY_ID": f"key_a,{KEY}"}, []).service_key_ids("OPENAI")
    assert KEY not in str(caught.value)


def test_key_ids_with_a_blank_between_them_are_refused() -> None:
    with pytest.raises(SettingsError, match="separate them by commas"):
        Environment.read({"OPENAI_API_KEY_ID": "key_a key_b"}, []).service_key_ids("OPENAI")


@pytest.mark.parametrize(("text", "offline"), [("1", True), ("true", True), ("ON", True), ("0", False), ("", False)])
def test_offline_is_a_switch(text: str, offline: bool) -> None:
    assert Environment.read({"USAGE_TRACKER_OFFLINE": text}, []).offline is offline


def test_an_offline_that_is_neither_is_refused() -> None:
    with pytest.raises(SettingsError, match="USAGE_TRACKER_OFFLINE is neither on nor off"):
        _ = Environment.read({"USAGE_TRACKER_OFFLINE": "perhaps"}, []).offline


# --- Where a secret may go


def test_an_address_goes_with_a_secret_of_the_same_file(tmp_path: Path) -> None:
    file = env_file(tmp_path, f"OPENAI_ADMIN_KEY={KEY}\nOPENAI_BASE_URL={ELSEWHERE}\n")
    environment = Environment.read({}, [file])
    url = environment.service_base_url("OPENAI")
    assert url is not None
    assert url.text == ELSEWHERE
    assert environment.service_warnings("OPENAI") == ()


def test_an_address_goes_with_a_secret_of_the_environment(tmp_path: Path) -> None:
    file = env_file(tmp_path, f"OPENAI_BASE_URL={ELSEWHERE}\n")
    assert Environment.read({"OPENAI_ADMIN_KEY": KEY}, [file]).service_base_url("OPENAI") is not None


def test_an_address_in_a_file_is_ignored_where_the_secret_is_in_the_keychain(tmp_path: Path) -> None:
    environment = Environment.read({}, [env_file(tmp_path, f"OPENAI_BASE_URL={ELSEWHERE}\n")])
    assert environment.service_base_url("OPENAI") is None
    (warning,) = environment.service_warnings("OPENAI")
    assert "OPENAI_BASE_URL" in warning
    assert "is ignored" in warning


def test_an_address_of_one_file_never_gets_the_secret_of_another(tmp_path: Path) -> None:
    working = env_file(tmp_path / "work", f"OPENAI_BASE_URL={ELSEWHERE}\n")
    own = env_file(tmp_path / "data", f"OPENAI_ADMIN_KEY={KEY}\nOPENAI_BASE_URL=https://own.example/v1\n")
    environment = Environment.read({}, [working, own])
    url = environment.service_base_url("OPENAI")
    assert url is not None
    assert url.file == own
    (warning,) = environment.service_warnings("OPENAI")
    assert str(working) in warning


def test_an_address_of_the_environment_may_be_used_with_any_secret(tmp_path: Path) -> None:
    file = env_file(tmp_path, f"OPENAI_ADMIN_KEY={KEY}\n")
    url = Environment.read({"OPENAI_BASE_URL": ELSEWHERE}, [file]).service_base_url("OPENAI")
    assert url is not None
    assert url.text == ELSEWHERE


def test_no_repr_shows_a_value(tmp_path: Path) -> None:
    file = env_file(tmp_path, f"OPENAI_ADMIN_KEY={KEY}\n")
    environment = Environment.read({"USAGE_TRACKER_DATABASE_URL": "postgresql://u:hush@h/d"}, [file])
    shown = f"{environment!r} {environment.lookup('OPENAI_ADMIN_KEY')!r} {environment.database_url!r}"
    assert KEY not in shown
    assert "hush" not in shown


# --- .env.example

EXAMPLE = Path(__file__).parents[2] / ".env.example"


def test_copying_the_example_unchanged_changes_nothing(tmp_path: Path) -> None:
    env_file(tmp_path, EXAMPLE.read_bytes())
    paths, environment = survey({"USAGE_TRACKER_DATA_DIR": str(tmp_path / "data")}, tmp_path, None)
    assert paths.data == tmp_path / "data"
    assert environment.service_secret("OPENAI") is None
    assert not environment.offline


@pytest.mark.parametrize(
    "name",
    [
        *(f"{stem}_{what}" for stem in ("OPENAI", "ANTHROPIC") for what in ("ADMIN_KEY", "BASE_URL", "API_KEY_ID")),
        "USAGE_TRACKER_DATA_DIR",
        "USAGE_TRACKER_DATABASE_URL",
        "USAGE_TRACKER_OFFLINE",
        "CLAUDE_CONFIG_DIR",
        "CODEX_HOME",
    ],
)
def test_the_example_explains_every_variable(name: str) -> None:
    assert f"{name}=" in explained()


def test_the_example_explains_every_service() -> None:
    stems = {provider.service.variable for provider in PROVIDERS}
    assert stems
    assert not {f"{stem}_ADMIN_KEY=" for stem in stems} - set(explained())


def explained() -> list[str]:
    return EXAMPLE.read_text(encoding="utf-8").splitlines()


def test_a_folder_that_lets_nobody_look_has_no_env_file_for_us(read_only_folder: Path) -> None:
    """As for somebody who stands in another user's folder."""
    closed = read_only_folder / "closed"
    assert not is_in_sight(closed / ".env")
    assert Environment.read({}, [closed / ".env"]).service_secret("OPENAI") is None
