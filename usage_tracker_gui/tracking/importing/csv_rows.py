"""Rows of a CSV by the names of its header, whatever separates them. Rows may go on over lines within quotes."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterable, Iterator, Sequence

from usage_tracker_gui.tracking.importing.lines import Fields, Rejected, UnreadableFile
from usage_tracker_gui.tracking.importing.text_lines import TooLong, is_text

SEPARATORS = (",", ";", "\t", "|")
MOST_LINES_OF_A_ROW = 20  # a quote that is open for longer was never meant to be one
_OPEN_QUOTE = "unexpected end of data"  # the words of Python's csv


class CsvRows:
    """`columns` is the header. Iterate once."""

    def __init__(self, lines: Iterable[str | TooLong]) -> None:
        """Raises UnreadableFile for a file without a header."""
        self._lines = enumerate(lines, start=1)
        self._again: deque[tuple[int, str | TooLong]] = deque()
        number, header = next(((number, line) for number, line in self._lines if line != ""), (0, ""))
        if isinstance(header, TooLong) or not is_text(header) or not number:
            raise UnreadableFile("The file has no header: its first line has to name the columns.")
        if header.lower().startswith("sep="):  # Excel's way to name the separator
            self.separator = header[4:5] or ","
            header = str(next(self._lines, (0, ""))[1])
        else:
            self.separator = max(SEPARATORS, key=header.count)
        try:
            self.columns = tuple(name.strip() for name in self._split(header))
        except csv.Error:
            raise UnreadableFile("The file's header can't be read: a quote in it is not closed.") from None

    def __iter__(self) -> Iterator[Fields | Rejected]:
        while (item := self._next()) is not None:
            number, line = item
            if isinstance(line, TooLong):
                yield Rejected(number, str(line))
            elif not is_text(line):
                yield Rejected(number, "it holds bytes that are no text")
            elif line.strip():
                yield self._row(number, line)

    def _next(self) -> tuple[int, str | TooLong] | None:
        return self._again.popleft() if self._again else next(self._lines, None)

    def _row(self, number: int, line: str) -> Fields | Rejected:
        try:
            cells = line.split(self.separator) if '"' not in line else self._quoted(line)
        except csv.Error as error:
            return Rejected(number, f"its quotes don't match: {error}")
        if len(cells) > len(self.columns) and any(cells[len(self.columns) :]):
            return Rejected(number, f"it has {len(cells)} columns, and the header {len(self.columns)}")
        return Fields(number, dict(zip(self.columns, cells, strict=False)))

    def _quoted(self, line: str) -> Sequence[str]:
        """The cells of a row that may go on in the next lines; these are given back where it does not."""
        taken: list[tuple[int, str | TooLong]] = []
        while True:
            try:
                return self._split(line)
            except csv.Error as error:
                following = self._next() if _OPEN_QUOTE in str(error) and len(taken) < MOST_LINES_OF_A_ROW else None
                if following is not None:
                    taken.append(following)
                if following is None or isinstance(following[1], TooLong):
                    self._again.extendleft(reversed(taken))
                    raise
                line = f"{line}\n{following[1]}"

    def _split(self, row: str) -> Sequence[str]:
        return next(csv.reader([row], delimiter=self.separator, strict=True), [])
