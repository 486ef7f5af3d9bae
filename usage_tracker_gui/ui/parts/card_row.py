"""The cards at the top of a page: beside one another where there is room for what they say, else two by two."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QGridLayout, QWidget

from usage_tracker_gui.ui.look.theme import GRID, HALF

SPACE = GRID + HALF
MARGINS = 5 * GRID  # of a page, and its scroll bar


class CardRow(QGridLayout):
    """Asked to `line_up` whenever the page has another width or a card another figure."""

    def __init__(self, cards: Sequence[QWidget]) -> None:
        super().__init__()
        self._cards = tuple(cards)
        self._in_a_row = 0
        self.setSpacing(SPACE)

    def line_up(self, width: int) -> None:
        """`width` is that of the whole page."""
        wanted = sum(card.minimumSizeHint().width() + SPACE for card in self._cards) + MARGINS
        in_a_row = len(self._cards) if width >= wanted else 2
        if in_a_row == self._in_a_row:
            return
        self._in_a_row = in_a_row
        for at, card in enumerate(self._cards):
            self.removeWidget(card)
            is_alone = at == len(self._cards) - 1 and at % in_a_row == 0
            self.addWidget(card, at // in_a_row, at % in_a_row, 1, in_a_row if is_alone else 1)
            self.setColumnStretch(at, 1 if at < in_a_row else 0)
