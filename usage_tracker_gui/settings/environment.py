"""What people put into the environment or a `.env` file, and where each value came from.

The process environment wins, then the first `.env` that has the name. A `.env` in a working folder may be somebody
else's: it must not be able to send a secret from elsewhere to a host of its choice, hence the rule of base URLs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

from usage_tracker_gui.domain.account import Secret
from usage_tracker_gui.settings.credentials import credential
from usage_tracker_gui.settings.errors import SettingsError, why
from usage_tracker_gui.settings.paths import DATA_DIR_VARIABLE, ENV_FILE, Paths, data_folder, env_files_near

DATABASE_URL_VARIABLE = "USAGE_TRACKER_DATABASE_URL"
OFFLINE_VARIABLE = "USAGE_TRACKER_OFFLINE"
YES = ("1", "true", "yes", "on")
NO = ("0", "false", "no", "off")


@dataclass(frozen=True, slots=True)
class Value:
    """A variable's text, never shown, and the `.env` file that it is from; None: the process environment."""

    name: str
    text: str = field(repr=False)
    file: Path | None

    @property
    def where(self) -> str:
        return f"{self.name} in {self.file}" if self.file else self.name


@dataclass(frozen=True, slots=True)
class Environment:
    """`layers` are names and texts by source, the winner first. An empty value counts as not set."""

    layers: tuple[tuple[Path | None, Mapping[str, str]], ...] = field(default=(), repr=False)

    @classmethod
    def read(cls, process: Mapping[str, str], files: Sequence[Path]) -> Environment:
        """Raises SettingsError for a `.env` that can't be read; files that don't exist are fine."""
        layers: list[tuple[Path | None, Mapping[str, str]]] = [(None, process)]
        layers += [(file, read_env_file(file)) for file in files if is_in_sight(file)]
        return cls(tuple(layers))

    def lookup(self, name: str) -> Value | None:
        return next(self._every(name), None)

    def service_secret(self, stem: str) -> Secret | None:
        """The secret in <STEM>_ADMIN_KEY. Raises SettingsError when it can't be one."""
        value = self._admin_key(stem)
        return credential(value.text, value.where) if value else None

    def service_base_url(self, stem: str) -> Value | None:
        """<STEM>_BASE_URL; one from a `.env` is used only with a secret from that file or from the environment."""
        return next((url for url in self._base_urls(stem) if self._may_use(url, stem)), None)

    def service_key_ids(self, stem: str) -> tuple[str, ...]:
        """The IDs in <STEM>_API_KEY_ID, in their order; empty: every key. Raises SettingsError for a secret in it."""
        value = self.lookup(f"{stem}_API_KEY_ID")
        if value is None:
            return ()
        ids = tuple(dict.fromkeys(part for part in map(str.strip, value.text.split(",")) if part))
        if any(part.startswith("sk-") for part in ids):
            raise SettingsError(
                f"{value.where} holds a secret where key IDs belong: it takes IDs like key_..., not keys."
            )
        if any(len(part.split()) > 1 or not part.isprintable() for part in ids):
            raise SettingsError(f"{value.where} is not a list of key IDs: separate them by commas.")
        return ids

    def service_warnings(self, stem: str) -> tuple[str, ...]:
        """A sentence for each base URL that is left aside."""
        return tuple(
            f"{url.where} is ignored, for the secret comes from elsewhere: put {stem}_ADMIN_KEY into the same file, "
            f"or {url.name} into the environment."
            for url in self._base_urls(stem)
            if not self._may_use(url, stem)
        )

    @property
    def database_url(self) -> Value | None:
        """May hold a password: print it never."""
        return self.lookup(DATABASE_URL_VARIABLE)

    @property
    def offline(self) -> bool:
        value = self.lookup(OFFLINE_VARIABLE)
        if value is None or value.text.lower() in NO:
            return False
        if value.text.lower() in YES:
            return True
        raise SettingsError(f"{value.where} is neither on nor off: set it to 1, or to 0.")

    def _every(self, name: str) -> Iterator[Value]:
        for file, texts in self.layers:
            text = texts.get(name, "").strip()
            if text:
                yield Value(name, text, file)

    def _admin_key(self, stem: str) -> Value | None:
        return self.lookup(f"{stem}_ADMIN_KEY")

    def _base_urls(self, stem: str) -> Iterator[Value]:
        return self._every(f"{stem}_BASE_URL")

    def _may_use(self, url: Value, stem: str) -> bool:
        if url.file is None:
            return True
        secret = self._admin_key(stem)
        return secret is not None and secret.file in (None, url.file)


def survey(process: Mapping[str, str], working_folder: Path, executable: Path | None) -> tuple[Paths, Environment]:
    """Where this run lives and what its environment says. The data folder's own `.env` is read last.

    Raises SettingsError. `executable` is that of the bundle, None when run from source.
    """
    near = env_files_near(working_folder, executable)
    named = Environment.read(process, near).lookup(DATA_DIR_VARIABLE)
    data = data_folder(named.text if named else None, working_folder)
    paths = Paths(data, tuple(dict.fromkeys((*near, data / ENV_FILE))))
    return paths, Environment.read(process, paths.env_files)


def read_env_file(file: Path) -> dict[str, str]:
    """Names and texts of a `.env`. Raises SettingsError that names file and line, never what stands there."""
    from dotenv.parser import parse_stream  # only for people who have a .env

    texts: dict[str, str] = {}
    for binding in parse_stream(StringIO(_text_of(file))):
        if binding.error or (binding.key is not None and binding.value is None):
            line = binding.original.line + _blank_lines_before(binding.original.string)
            raise SettingsError(f"{file} can't be read at line {line}: each line is NAME=value, or a comment after #.")
        if binding.key is not None and binding.value is not None:
            texts[binding.key] = binding.value
    return texts


def is_in_sight(file: Path) -> bool:
    """False, too, in a folder of somebody else's that lets nobody look: that one is told of when it is to be used."""
    try:
        return file.is_file()
    except PermissionError:
        return False


def _text_of(file: Path) -> str:
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SettingsError(f"{file} is not UTF-8 text: save it again with the encoding UTF-8.") from None
    except OSError as error:
        raise SettingsError(f"{file} can't be read ({why(error)}): allow reading it, or move it away.") from error
    if "\0" in text:
        raise SettingsError(f"{file} is not UTF-8 text: save it again with the encoding UTF-8.")
    return text


def _blank_lines_before(text: str) -> int:
    """The parser counts blank lines to the line that follows them."""
    leading = text[: len(text) - len(text.lstrip())]
    return len(leading.splitlines()) if leading.strip(" \t") else 0
