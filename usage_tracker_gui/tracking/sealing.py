"""A file sealed with a passphrase: nobody reads it without, and nobody changes a byte of it unseen.

AES-256-GCM under a key that scrypt makes of the passphrase. The content is sealed in pieces of a mebibyte, each with
its number and whether it is the last one, so that pieces can't be left out, moved or cut off, and memory stays small.
"""

from __future__ import annotations

import os
import struct
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

MAGIC = b"UsageTracker backup 1\n"
PIECE = 1 << 20
TAG = 16
COST = 17  # scrypt's n is 2 to that: a try takes 128 MB and a good part of a second
_HEADER = struct.Struct(">B16s7s")  # cost, salt, the nonce's beginning
_NONCE = struct.Struct(">7sI?")
_HIGHEST_COST = 20  # a file must not make us take more memory than a computer has


class CannotUnseal(Exception):
    """One sentence for people."""


def seal(source: Path, target: Path, passphrase: str) -> None:
    """Raises OSError."""
    salt, beginning = os.urandom(16), os.urandom(7)
    header = MAGIC + _HEADER.pack(COST, salt, beginning)
    cipher = AESGCM(_key(passphrase, salt, COST))
    with source.open("rb") as plain, target.open("wb") as sealed:
        sealed.write(header)
        piece, number = plain.read(PIECE), 0
        while True:
            following = plain.read(PIECE)
            sealed.write(cipher.encrypt(_NONCE.pack(beginning, number, not following), piece, header))
            if not following:
                return
            piece, number = following, number + 1


def unseal(source: Path, target: Path, passphrase: str) -> None:
    """`target` is as it was sealed; or CannotUnseal is raised, and it is worth nothing. Raises OSError."""
    with source.open("rb") as sealed, target.open("wb") as plain:
        header = sealed.read(len(MAGIC) + _HEADER.size)
        if not header.startswith(MAGIC) or len(header) < len(MAGIC) + _HEADER.size:
            raise CannotUnseal(f"{source} is no backup of UsageTracker, or of a newer version of it.")
        cost, salt, beginning = _HEADER.unpack(header[len(MAGIC) :])
        if cost > _HIGHEST_COST:
            raise CannotUnseal(f"{source} is damaged: its beginning makes no sense.")
        cipher = AESGCM(_key(passphrase, salt, cost))
        _open_pieces(sealed, plain, cipher, beginning, header, source)


def _open_pieces(
    sealed: BinaryIO, plain: BinaryIO, cipher: AESGCM, beginning: bytes, header: bytes, source: Path
) -> None:
    piece, number = sealed.read(PIECE + TAG), 0
    while True:
        following = sealed.read(PIECE + TAG)
        try:
            plain.write(cipher.decrypt(_NONCE.pack(beginning, number, not following), piece, header))
        except InvalidTag:
            reason = (
                "the passphrase is wrong, or the file is damaged" if number == 0 else "the file is damaged or cut off"
            )
            raise CannotUnseal(f"{source} can't be opened: {reason}. Nothing was restored.") from None
        if not following:
            return
        piece, number = following, number + 1


def _key(passphrase: str, salt: bytes, cost: int) -> bytes:
    return Scrypt(salt=salt, length=32, n=1 << cost, r=8, p=1).derive(passphrase.encode("utf-8"))
