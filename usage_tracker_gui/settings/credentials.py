"""Credentials as people paste them: trimmed, and refused when they can't be what a service gave out."""

from __future__ import annotations

from usage_tracker_gui.domain.account import Secret
from usage_tracker_gui.settings.errors import SettingsError


def credential(text: str, where: str) -> Secret:
    """The secret in `text`, without the blanks and the line end around it.

    `where` names its source for people ("OPENAI_ADMIN_KEY", "standard input"). Raises SettingsError, never with the
    text, when it is empty or holds what no HTTP header can carry: blanks, control or non-ASCII characters.
    """
    trimmed = text.strip()
    if not trimmed:
        raise SettingsError(f"The secret from {where} is empty: copy it again from the service's console.")
    if not all("!" <= character <= "~" for character in trimmed):
        raise SettingsError(
            f"The secret from {where} holds a blank, a line break or a character that no key has: "
            "copy it again, on its own and whole."
        )
    return Secret(trimmed)
