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
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from survey.administer.question_pages import QuestionPage, question_page
from survey.after_questions import AfterPage, Answer, after_page, asked_of

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

    def with_page(
        self,
        page: QuestionPage,
        responses: dict[str, Answer],
        wording_id: str,
        *,
        is_left: bool = True,
    ) -> Answers:
        """Return these answers with one page answered anew; an item left open there is removed.

        is_left: whether the person goes on; else what is open on the page counts as not seen yet.
        """
        kept = {key: value for key, value in self.responses.items() if key not in page.item_keys}
        return replace(
            self,
            responses=kept | responses,
            seen=self._seen_with(page.item_keys if is_left else responses),
            wording_ids=self.wording_ids | {page.instrument_key: wording_id},
        )

    def with_meetings(self, meetings_before: str | None, *, is_left: bool = True) -> Answers:
        """Return these answers with the number of meetings before the first wave."""
        is_seen = self.has_seen_group or is_left
        return replace(self, meetings_before=meetings_before, has_seen_group=is_seen)

    def with_after(
        self, page: AfterPage, chosen: dict[str, Answer], *, is_left: bool = True
    ) -> Answers:
        """Return these answers with one page after the instruments answered anew."""
        keys = [question.key for question in page.questions]
        after = {key: value for key, value in self.after.items() if key not in keys} | chosen
        asked = {question.key for question in asked_of(after)}
        return replace(
            self,
            after={key: value for key, value in after.items() if key in asked},
            seen=self._seen_with(keys if is_left else chosen),
        )

    def with_background(self, chosen: dict[str, str]) -> Answers:
        """Return these answers with the background answered anew."""
        return replace(self, background=chosen, has_seen_background=True)

    def with_open_answer(self, text: str) -> Answers:
        """Return these answers with what was written in the open field."""
        return replace(self, open_answer=text, has_seen_open_answer=True)

    def _seen_with(self, keys: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.seen, *keys)))


def draft_key(code: str, pepper: str) -> bytes:
    """Return the key of everything that the holder of this code has not sent in yet."""
    secret = hmac.new(pepper.encode(), b"draft\0" + code.encode(), hashlib.sha256).digest()
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"sammenheng draft").derive(secret)


def seal(answers: Answers, key: bytes, place: str) -> bytes:
    """Return the answers encrypted with AES-GCM and bound to their place (participant and wave)."""
    text = json.dumps(asdict(answers))
    nonce = secrets.token_bytes(NONCE_LENGTH)
    return nonce + AESGCM(key).encrypt(nonce, text.encode(), place.encode())


def unseal(sealed: bytes, key: bytes, place: str) -> Answers:
    """Return the answers that were sealed for this place with this key."""
    text = AESGCM(key).decrypt(sealed[:NONCE_LENGTH], sealed[NONCE_LENGTH:], place.encode())
    saved = json.loads(text)
    before = _seen_by_page(saved.pop("pages_seen", ()), saved.pop("after_pages_seen", ()))
    # One saved before an upgrade lacks what came with it.
    return Answers(**(saved | {"seen": tuple(saved.get("seen", before))}))


def _seen_by_page(pages: Iterable[int], after: Iterable[int]) -> list[str]:
    """Return the keys behind the page numbers that drafts held before each key was kept."""
    keys = [key for number in pages for key in question_page(number).item_keys]
    return keys + [one.key for number in after for one in after_page(number).questions]
