"""How settings fail. Every message is one sentence for people: what happened, what to do. None holds a secret.

SettingsError              a folder, a file or a value that can't be used: exit code 2
├── PreferenceError        one preference; `key` and `allowed` let a dialog explain it beside its field
└── KeychainError          the keychain answered, but not with something that may be used
    ├── KeychainUnavailable    there is no keychain here, or none that keeps a secret safe
    └── KeychainLocked         it is there and a person has to unlock it
"""

from __future__ import annotations


class SettingsError(Exception):
    pass


class PreferenceError(SettingsError):
    def __init__(self, key: str, found: str, allowed: str) -> None:
        super().__init__(f"{key} {found}; allowed: {allowed}.")
        self.key = key
        self.found = found  # "is 0", or a phrase without the value where that may hold a password
        self.allowed = allowed


class KeychainError(SettingsError):
    pass


class KeychainUnavailable(KeychainError):
    pass


class KeychainLocked(KeychainError):
    pass


def why(error: OSError) -> str:
    """The system's own words for a failure, without the path (our sentences name it already)."""
    return error.strerror or type(error).__name__
