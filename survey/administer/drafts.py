"""Answers not sent in yet: encrypted so that a copy of the database alone opens none.

The key comes from the participant's code and the pepper, and only the participant's own session
holds it. It is drawn under another label than the hash that the database keeps for looking the
card up; otherwise that stored hash would itself be the way to the key.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from survey.administer.question_pages import question_page
from survey.administer.writes import Stamp, Write
from survey.after_questions import Answer, after_page, asked_of

NONCE_LENGTH = 12


@dataclass(frozen=True)
class Answers:
    """What a participant has answered so far in one wave."""

    # Item key -> scale point, or DECLINED; what was skipped has no key. So too in `after`.
    responses: dict[str, Answer] = field(default_factory=dict)
    meetings_before: str | None = None
    has_seen_group: bool = False  # the page on the group, also where nothing was chosen there
    seen: tuple[str, ...] = ()  # keys of the items and questions that somebody has gone on from
    wording_ids: dict[str, str] = field(default_factory=dict)  # instrument key -> text last shown
    after: dict[str, Answer] = field(default_factory=dict)  # at post, by key of the question
    background: dict[str, str] = field(default_factory=dict)  # at pre, by key of the question
    has_seen_background: bool = False
    open_answer: str = ""  # at post, in words of their own
    has_seen_open_answer: bool = False
    version: int = 0  # how often the draft was saved
    written: dict[str, Write] = field(default_factory=dict)  # question -> who wrote it last

    def with_responses(
        self, keys: Collection[str], chosen: dict[str, Answer], wording_id: dict[str, str]
    ) -> Answers:
        """Return these answers with some items answered anew; one that is left open is removed."""
        kept = {key: value for key, value in self.responses.items() if key not in keys}
        wording_ids = self.wording_ids | wording_id
        return replace(self, responses=kept | chosen, wording_ids=wording_ids)

    def with_seen(self, keys: Iterable[str]) -> Answers:
        """Return these answers with it noted that somebody has gone on from these questions."""
        return replace(self, seen=tuple(dict.fromkeys((*self.seen, *keys))))

    def with_meetings(self, meetings_before: str | None) -> Answers:
        """Return these answers with the number of meetings before the first wave."""
        return replace(self, meetings_before=meetings_before)

    def with_group_seen(self) -> Answers:
        """Return these answers with the page on the group saved."""
        return replace(self, has_seen_group=True)

    def with_after(self, keys: Collection[str], chosen: dict[str, Answer]) -> Answers:
        """Return these answers with some of what is asked after the instruments answered anew."""
        kept = {key: value for key, value in self.after.items() if key not in keys}
        return replace(self, after=kept | chosen)

    def with_what_is_meant(self) -> Answers:
        """Return these answers without what is not asked of somebody who has answered so.

        Only when a page is saved as a whole: while it is open it may still be meant after the
        next choice.
        """
        asked = {question.key for question in asked_of(self.after)}
        after = {key: value for key, value in self.after.items() if key in asked}
        return replace(self, after=after)

    def with_background(self, keys: Collection[str], chosen: dict[str, str]) -> Answers:
        """Return these answers with some of the background answered anew."""
        kept = {key: value for key, value in self.background.items() if key not in keys}
        return replace(self, background=kept | chosen)

    def with_background_seen(self) -> Answers:
        """Return these answers with the page on the background saved."""
        return replace(self, has_seen_background=True)

    def with_open_answer(self, text: str) -> Answers:
        """Return these answers with what was written in the open field."""
        return replace(self, open_answer=text)

    def with_open_answer_seen(self) -> Answers:
        """Return these answers with the page of the open field saved."""
        return replace(self, has_seen_open_answer=True)

    def with_writes(self, keys: Collection[str], stamp: Stamp | None) -> Answers:
        """Return these answers with it noted who wrote these last, as the draft's next version."""
        version = self.version + 1
        writer, count = (stamp.writer, stamp.count) if stamp else ("", 0)
        written = dict.fromkeys(keys, Write(writer, count, version))
        return replace(self, version=version, written=self.written | written)


def draft_key(code: str, pepper: str) -> bytes:
    """Return the key of everything that the holder of this code has not sent in yet."""
    secret = hmac.new(pepper.encode(), b"draft\0" + code.encode(), hashlib.sha256).digest()
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"sammenheng draft").derive(secret)


def seal(answers: Answers, key: bytes, place: str) -> bytes:
    """Return the answers encrypted with AES-GCM and bound to their place (participant and wave)."""
    text = json.dumps(vars(answers))
    nonce = secrets.token_bytes(NONCE_LENGTH)
    return nonce + AESGCM(key).encrypt(nonce, text.encode(), place.encode())


def unseal(sealed: bytes, key: bytes, place: str) -> Answers:
    """Return the answers that were sealed for this place with this key."""
    text = AESGCM(key).decrypt(sealed[:NONCE_LENGTH], sealed[NONCE_LENGTH:], place.encode())
    saved = json.loads(text)
    before = _seen_by_page(saved.pop("pages_seen", ()), saved.pop("after_pages_seen", ()))
    written = {name: _write(write) for name, write in saved.pop("written", {}).items()}
    seen = tuple(saved.pop("seen", before))
    return Answers(**saved, seen=seen, written=written)  # an older one lacks what came later


def _write(saved: list[Any] | dict[str, Any]) -> Write:
    """Return who wrote an answer last; drafts of before name each of the three."""
    return Write(*(saved.values() if isinstance(saved, dict) else saved))


def _seen_by_page(pages: Iterable[int], after: Iterable[int]) -> list[str]:
    """Return the keys behind the page numbers that drafts held before each key was kept."""
    keys = [key for number in pages for key in question_page(number).item_keys]
    return keys + [one.key for number in after for one in after_page(number).questions]
