"""No byte of a sealed file can be changed, left out, moved or taken from another one."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey.backup.faults import BadBackup
from survey.backup.sealed_chunks import HEAD_LENGTH, TAG_LENGTH, SealedWriter, unsealed

KEY, OTHER_KEY = "k" * 32, "o" * 32
CHUNK = 64
SIZE = CHUNK + TAG_LENGTH


def sealed(content: bytes, key: str = KEY) -> bytes:
    file = io.BytesIO()
    writer = SealedWriter(file, key, CHUNK)
    for start in range(0, len(content), 7):
        writer.write(content[start : start + 7])
    writer.finish()
    return file.getvalue()


def read(content: bytes, key: str = KEY) -> bytes:
    return b"".join(unsealed(io.BytesIO(content), key))


TEXT = bytes(range(256)) + b"the end"
WHOLE = sealed(TEXT)
BORDERS = [0, 10, HEAD_LENGTH, *range(HEAD_LENGTH + SIZE, len(WHOLE), SIZE)]


@given(content=st.binary(max_size=5 * CHUNK))
@settings(max_examples=50)
def test_what_is_read_is_what_was_written(content: bytes) -> None:
    assert read(sealed(content)) == content


@pytest.mark.parametrize("length", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_the_border_of_a_chunk_makes_no_difference(length: int) -> None:
    content = bytes(length)
    assert read(sealed(content)) == content


@given(
    place=st.integers(0, len(WHOLE) - 1),
    other=st.integers(1, 255),
)
@settings(max_examples=300)
def test_one_changed_byte_anywhere_is_noticed(place: int, other: int) -> None:
    changed = bytearray(WHOLE)
    changed[place] ^= other
    with pytest.raises(BadBackup):
        read(bytes(changed))


@pytest.mark.parametrize("length", [*BORDERS, len(WHOLE) - 1])
def test_a_file_that_is_cut_off_is_noticed(length: int) -> None:
    with pytest.raises(BadBackup):
        read(WHOLE[:length])


def test_a_file_cut_at_the_border_of_a_chunk_is_said_to_be_cut() -> None:
    with pytest.raises(BadBackup, match="cut off after chunk 2"):
        read(WHOLE[: HEAD_LENGTH + 2 * SIZE])


def test_something_put_on_after_the_end_is_noticed() -> None:
    for more in (b"x", bytes(SIZE), WHOLE[HEAD_LENGTH:]):
        with pytest.raises(BadBackup):
            read(WHOLE + more)


def test_chunks_in_another_order_are_noticed() -> None:
    first, second = (WHOLE[HEAD_LENGTH + at * SIZE :][:SIZE] for at in (0, 1))
    with pytest.raises(BadBackup, match="chunk 1 is damaged"):
        read(WHOLE[:HEAD_LENGTH] + second + first + WHOLE[HEAD_LENGTH + 2 * SIZE :])


@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_chunk_of_another_backup_of_the_same_installation_is_noticed(at: int) -> None:
    other = sealed(TEXT)
    start = HEAD_LENGTH + at * SIZE
    with pytest.raises(BadBackup, match=f"chunk {at + 1} is damaged"):
        read(WHOLE[:start] + other[start : start + SIZE] + WHOLE[start + SIZE :])


def test_the_beginning_of_another_backup_is_noticed() -> None:
    with pytest.raises(BadBackup):
        read(sealed(TEXT)[:HEAD_LENGTH] + WHOLE[HEAD_LENGTH:])


def test_another_key_is_named_as_what_is_wrong() -> None:
    with pytest.raises(BadBackup, match="another backup_key"):
        read(WHOLE, OTHER_KEY)


def test_the_same_content_looks_different_each_time() -> None:
    assert sealed(TEXT)[HEAD_LENGTH:] != WHOLE[HEAD_LENGTH:]
    assert b"the end" not in WHOLE
