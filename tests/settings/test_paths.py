"""Where things live."""

import stat
import sys
from pathlib import Path

import pytest

from usage_tracker_gui.settings.environment import survey
from usage_tracker_gui.settings.errors import SettingsError
from usage_tracker_gui.settings.paths import Paths, data_folder, env_files_near


def test_the_data_folder_holds_settings_history_logs_and_own_prices() -> None:
    paths = Paths(Path("data"))
    assert paths.settings == Path("data/settings.toml")
    assert paths.database == Path("data/history.db")
    assert paths.prices_local == Path("data/prices.local.csv")
    assert paths.snapshot.parent == Path("data")
    assert paths.log_of("usage-tracker") == Path("data/logs/usage-tracker.log")


def test_the_data_folder_is_the_systems_own_unless_one_is_named() -> None:
    assert data_folder(None, Path("/somewhere")).name == "UsageTracker"
    assert data_folder("", Path("/somewhere")).is_absolute()
    assert data_folder("/elsewhere/data", Path("/somewhere")) == Path("/elsewhere/data")


def test_a_named_folder_may_be_relative_or_start_at_home() -> None:
    assert data_folder("data", Path("/somewhere")) == Path("/somewhere/data")
    assert data_folder("~/data", Path("/somewhere")) == Path.home() / "data"


def test_a_dotenv_is_looked_for_here_then_beside_the_program_then_in_the_data_folder(tmp_path: Path) -> None:
    paths, _ = survey({"USAGE_TRACKER_DATA_DIR": "/data"}, tmp_path, Path("/opt/tracker/UsageTracker"))
    assert paths.env_files == (tmp_path / ".env", Path("/opt/tracker/.env"), Path("/data/.env"))


def test_beside_the_program_is_beside_the_app_on_macos() -> None:
    inside = Path("/Applications/UsageTracker.app/Contents/MacOS/UsageTracker")
    assert env_files_near(Path("/"), inside) == (Path("/.env"), Path("/Applications/.env"))


def test_a_dotenv_may_name_the_data_folder(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("USAGE_TRACKER_DATA_DIR=mine\n")
    paths, _ = survey({}, tmp_path, None)
    assert paths.data == tmp_path / "mine"


def test_a_folder_that_is_both_is_read_once(tmp_path: Path) -> None:
    paths, environment = survey({"USAGE_TRACKER_DATA_DIR": str(tmp_path)}, tmp_path, tmp_path / "UsageTracker")
    assert paths.env_files == (tmp_path / ".env",)
    assert environment.lookup("OPENAI_ADMIN_KEY") is None


def test_making_the_data_folder_makes_what_is_above_it_and_may_be_done_twice(tmp_path: Path) -> None:
    paths = Paths(tmp_path / "with spaces" / "und ümläute" / "data")
    paths.make()
    paths.make()
    assert paths.logs.is_dir()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows gives a user's folders to the user alone by itself")
def test_the_data_folder_is_its_owners_alone(tmp_path: Path) -> None:
    paths = Paths(tmp_path / "data")
    paths.make()
    assert stat.S_IMODE(paths.data.stat().st_mode) == 0o700


def test_a_data_folder_that_can_not_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(SettingsError, match=r"taken.* can't be made .*USAGE_TRACKER_DATA_DIR\.$"):
        Paths(tmp_path / "taken" / "data").make()


def test_a_read_only_place_is_one_sentence(read_only_folder: Path) -> None:
    with pytest.raises(SettingsError, match="Permission denied"):
        Paths(read_only_folder / "data").make()
