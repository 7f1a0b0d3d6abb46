"""A file encrypted in chunks, of which none can be changed, left out, moved or exchanged.

As STREAM does it (Hoang, Reyhanitabar, Rogaway & Vizár 2015, "Online authenticated-encryption and
its nonce-reuse misuse-resistance"): AES-GCM with a key of the file's own, and in the nonce of each
chunk its number and whether it is the last. The file's beginning belongs to every chunk, so that a
chunk of another file does not fit either.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from survey.backup.faults import BadBackup

MAGIC = b"sammenheng backup\n"
FORMAT = 1
CHUNK = 64 * 1024  # bytes before encryption
LARGEST_CHUNK = 16 * 1024 * 1024
SALT_LENGTH = KEY_LENGTH = CHECK_LENGTH = 32
TAG_LENGTH = 16
HEAD_LENGTH = len(MAGIC) + 1 + 4 + SALT_LENGTH + CHECK_LENGTH


class SealedWriter:
    """Writes bytes into an encrypted file; nothing of it can be read before ``finish``."""

    def __init__(self, file: BinaryIO, backup_key: str, chunk: int = CHUNK) -> None:
        """Write the beginning. chunk: bytes that are encrypted together."""
        salt = secrets.token_bytes(SALT_LENGTH)
        key, check = _keys(backup_key, salt)
        self._head = MAGIC + bytes([FORMAT]) + chunk.to_bytes(4, "big") + salt + check
        self._file, self._cipher, self._chunk = file, AESGCM(key), chunk
        self._waiting, self._number = bytearray(), 0
        file.write(self._head)

    def write(self, content: bytes) -> None:
        """Add bytes."""
        self._waiting += content
        while len(self._waiting) > self._chunk:  # the last chunk is never empty-handed
            self._put(bytes(self._waiting[: self._chunk]), is_last=False)
            del self._waiting[: self._chunk]

    def finish(self) -> None:
        """Write what is left as the last chunk."""
        self._put(bytes(self._waiting), is_last=True)

    def _put(self, content: bytes, *, is_last: bool) -> None:
        nonce = _nonce(self._number, is_last=is_last)
        self._file.write(self._cipher.encrypt(nonce, content, self._head))
        self._number += 1


def unsealed(file: BinaryIO, backup_key: str) -> Iterator[bytes]:
    """Yield what was sealed, chunk by chunk; raise BadBackup at the first that does not fit."""
    head = file.read(HEAD_LENGTH)
    chunk, salt, check = _parts(head)
    key, own_check = _keys(backup_key, salt)
    if not hmac.compare_digest(check, own_check):
        raise BadBackup("it was made with another backup_key, or its first bytes are damaged")
    cipher, size, number = AESGCM(key), chunk + TAG_LENGTH, 0
    sealed = file.read(size)
    while True:
        following = file.read(size)
        is_last = not following
        try:
            yield cipher.decrypt(_nonce(number, is_last=is_last), sealed, head)
        except InvalidTag as error:
            raise BadBackup(_fault(cipher, sealed, head, number, is_last=is_last)) from error
        if is_last:
            return
        sealed, number = following, number + 1


def _parts(head: bytes) -> tuple[int, bytes, bytes]:
    if not head.startswith(MAGIC) or len(head) < HEAD_LENGTH:
        raise BadBackup("it is not a backup of Sammenheng, or its first bytes are damaged")
    after = head[len(MAGIC) :]
    if after[0] != FORMAT:
        raise BadBackup(f"it has format {after[0]}; this program reads format {FORMAT}")
    chunk = int.from_bytes(after[1:5], "big")
    if not 0 < chunk <= LARGEST_CHUNK:
        raise BadBackup("its first bytes are damaged")
    return chunk, after[5 : 5 + SALT_LENGTH], after[5 + SALT_LENGTH :]


def _fault(cipher: AESGCM, sealed: bytes, head: bytes, number: int, *, is_last: bool) -> str:
    """Return what is wrong with a chunk that does not open as what it should be."""
    try:
        cipher.decrypt(_nonce(number, is_last=not is_last), sealed, head)
    except InvalidTag:
        return f"chunk {number + 1} is damaged, incomplete or of another file"
    if is_last:
        return f"it is cut off after chunk {number + 1}"
    return f"something was put on after its end, chunk {number + 1}"


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


def _keys(backup_key: str, salt: bytes) -> tuple[bytes, bytes]:
    """Return the key of a file, and what tells whether it is the right one."""
    length = KEY_LENGTH + CHECK_LENGTH
    derive = HKDF(algorithm=SHA256(), length=length, salt=salt, info=b"sammenheng backup")
    derived = derive.derive(backup_key.encode())
    return derived[:KEY_LENGTH], derived[KEY_LENGTH:]
