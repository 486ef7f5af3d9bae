"""The log of a program: a file in the data folder that rotates, and that no secret gets into."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

from usage_tracker_gui.settings.scrubber import Scrubber

BYTES_PER_FILE = 1_000_000
OLD_FILES = 3
LEVELS = {"error": logging.ERROR, "warning": logging.WARNING, "info": logging.INFO, "debug": logging.DEBUG}
NOISY = ("httpx", "httpcore", "keyring", "asyncio", "qtpy", "markdown", "apprise")  # below a warning they tell nothing


class ScrubbedFormatter(logging.Formatter):
    """Scrubs the finished line, traceback included: whatever way a secret took into it."""

    def __init__(self, scrubber: Scrubber) -> None:
        super().__init__("%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s")
        self._scrubber = scrubber

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802 - logging's name
        return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")

    def format(self, record: logging.LogRecord) -> str:
        return self._scrubber.scrub(super().format(record))


class LogFile(RotatingFileHandler):
    """Private to its owner. A log that can't be written (full disk) is no reason to stop, nor to print a record."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's own name
        """Says nothing: logging would print the record's arguments, unscrubbed, to standard error."""

    def _open(self) -> TextIOWrapper:
        stream = super()._open()
        Path(self.baseFilename).chmod(0o600)
        return stream


@contextmanager
def logging_to(file: Path, level: str, scrubber: Scrubber) -> Iterator[None]:
    """Everything that the program logs while this is open goes to `file`. `level` is Preferences.log_level."""
    handler = LogFile(file, maxBytes=BYTES_PER_FILE, backupCount=OLD_FILES, encoding="utf-8", delay=True)
    handler.setFormatter(ScrubbedFormatter(scrubber))
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    set_level(level)
    try:
        yield
    finally:
        root.removeHandler(handler)
        root.setLevel(before)
        handler.close()


def set_level(level: str) -> None:
    """Takes effect at once. Libraries of others speak only when it matters, unless everything is asked for."""
    logging.getLogger().setLevel(LEVELS[level])
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.NOTSET if level == "debug" else logging.WARNING)
