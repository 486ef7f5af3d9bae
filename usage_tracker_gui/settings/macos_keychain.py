"""Writes an item of the macOS keychain in place.

keyring's own way deletes the item and adds a new one, which drops the permission that a person gave with "Always
allow", so that macOS asks at every start. SecItemUpdate keeps the item and what is allowed to read it.
"""

from __future__ import annotations

import ctypes
from importlib import import_module
from typing import Any


def write(service: str, name: str, text: str) -> None:
    """Raises the errors of keyring's macOS api."""
    write_with(import_module("keyring.backends.macOS.api"), service, name, text)


def write_with(api: Any, service: str, name: str, text: str) -> None:
    """`api` is keyring's module over Apple's Security framework."""
    update = api._sec.SecItemUpdate
    update.restype = api.OS_status
    update.argtypes = (ctypes.c_void_p, ctypes.c_void_p)
    item = api.create_query(kSecClass=api.k_("kSecClassGenericPassword"), kSecAttrService=service, kSecAttrAccount=name)
    status = update(item, api.create_query(kSecValueData=text))
    if status == api.error.item_not_found:
        api.set_generic_password(None, service, name, text)
        return
    api.Error.raise_for_status(status)
