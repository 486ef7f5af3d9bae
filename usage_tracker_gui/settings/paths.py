"""Where things live on this machine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from usage_tracker_gui.settings.errors import SettingsError, why

APP = "UsageTracker"
DATA_DIR_VARIABLE = "USAGE_TRACKER_DATA_DIR"
ENV_FILE = ".env"


@dataclass(frozen=True, slots=True)
class Paths:
    """The data folder and the files in it. `env_files` are the `.env` files that may exist, the first one wins."""

    data: Path
    env_files: tuple[Path, ...] = ()

    @property
    def settings(self) -> Path:
        return self.data / "settings.toml"

    @property
    def database(self) -> Path:
        return self.data / "history.db"

    @property
    def snapshot(self) -> Path:
        """The last report, drawn before the database is open."""
        return self.data / "last-report.bin"

    @property
    def prices_local(self) -> Path:
        return self.data / "prices.local.csv"

    @property
    def logs(self) -> Path:
        return self.data / "logs"

    def log_of(self, program: str) -> Path:
        """Each program has a log of its own: two that rotate one file would lose lines."""
        return self.logs / f"{program}.log"

    def make(self) -> None:
        """Makes the data folder, for its owner alone where the system knows that. Raises SettingsError."""
        for folder in (self.data, self.logs):
            _make_private(folder)


def data_folder(named: str | None, working_folder: Path) -> Path:
    """The folder that `named` (USAGE_TRACKER_DATA_DIR) asks for, else the platform's own. It need not exist."""
    if named:
        return working_folder / Path(named).expanduser()
    import platformdirs  # 17 ms that a start with a named folder needn't pay

    return Path(platformdirs.user_data_dir(APP, appauthor=False))


def env_files_near(working_folder: Path, executable: Path | None) -> tuple[Path, ...]:
    """The `.env` of the working folder and that beside the bundled program (None when run from source)."""
    folders = (working_folder,) if executable is None else (working_folder, _folder_beside(executable))
    return tuple(dict.fromkeys(folder / ENV_FILE for folder in folders))


def _folder_beside(executable: Path) -> Path:
    """The folder that people see the program in: on macOS the one that holds the .app, not the one inside it."""
    for parent in executable.parents:
        if parent.suffix == ".app":
            return parent.parent
    return executable.parent


def _make_private(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(
            f"The folder {folder} can't be made ({why(error)}): allow writing there, "
            f"or name another folder in {DATA_DIR_VARIABLE}."
        ) from error
