"""Letters in the database: each version is stored once and never changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Protocol

from sqlalchemy import Connection, bindparam, delete, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from survey.errors import BadLetter
from survey.letter.checking import Fault, faults_in
from survey.letter.fields import LANGUAGES
from survey.letter.reading import Letter, example, in_words, letter, sha256_of
from survey.letter.shown import ShownLetter
from survey.models import LetterDraft, LetterText, StoredLetter, Study
from survey.models.study import OPEN
from survey.policies import WITHOUT_REAL_PEOPLE
from survey.prepared import Prepared

# By hash and what the study asks beside; a stored letter never changes, so this is never stale.
_read: dict[tuple[str, tuple[str, ...], bool], Letter] = {}
# What is read of a letter that is known: its content is fetched only once.
NEWEST = Prepared(
    select(StoredLetter.id, StoredLetter.version, StoredLetter.sha256)
    .where(StoredLetter.study_id == bindparam("study_id"))
    .order_by(StoredLetter.version.desc())
    .limit(1)
)
KEPT_TEXT = Prepared(select(LetterText.sha256).where(LetterText.sha256 == bindparam("sha256")))


class AskingStudy(Protocol):
    """What a letter tells of its study: the stored study, or its columns alone."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def key(self) -> str: ...  # noqa: D102
    @property
    def kind(self) -> str: ...  # noqa: D102
    @property
    def background(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def open_field(self) -> bool: ...  # noqa: D102


@dataclass(frozen=True)
class CurrentLetter:
    """The letter that people meet now, under the name by which a consent refers to it."""

    version: str
    letter: Letter


def version_name(number: int | None) -> str:
    """Return the name of a study's letter by its number; of the example where it has none."""
    return f"letter-{number}" if number else f"example-{_hash_of_example()[:8]}"


@cache
def _hash_of_example() -> str:
    return sha256_of(example())


def current(session: Session, study: AskingStudy) -> CurrentLetter:
    """Return a study's newest letter; raise BadLetter where it has none that can be shown."""
    session.flush()
    return current_on(session.connection(), study)


def current_on(connection: Connection, study: AskingStudy) -> CurrentLetter:
    """Return the same without a session, as a participant's page asks it."""
    found = NEWEST.row(connection, study_id=study.id)
    if found is not None:
        row_id, version, sha256 = found

        def content() -> Mapping[str, Any]:
            written = select(StoredLetter.content).where(StoredLetter.id == row_id)
            return connection.execute(written).scalar_one()

        return CurrentLetter(version_name(version), _of(study, sha256, content))
    if study.kind not in WITHOUT_REAL_PEOPLE:
        raise BadLetter(f"{study.key} has no letter; sammenheng letter template {study.key}")
    return CurrentLetter(version_name(None), _of(study, _hash_of_example(), example))


def _of(study: AskingStudy, sha256: str, content: Callable[[], Mapping[str, Any]]) -> Letter:
    """Return a letter that also tells what this study asks beside the instruments."""
    made = (sha256, tuple(study.background), bool(study.open_field))
    if made not in _read:
        _read[made] = preview(study, content())
    return _read[made]


def preview(study: AskingStudy, content: Mapping[str, Any]) -> Letter:
    """Return the letter that a content would make in a study."""
    return replace(
        letter(content),
        background=tuple(study.background),
        has_open_field=bool(study.open_field),
    )


def newest(session: Session, study: Study) -> StoredLetter | None:
    """Return the row of the newest letter; None where the study has none of its own."""
    return session.scalar(
        select(StoredLetter)
        .filter_by(study_id=study.id)
        .order_by(StoredLetter.version.desc())
        .limit(1)
    )


def faults_of(session: Session, study: Study) -> Sequence[Fault]:
    """Return everything that keeps a study's letter from being shown to people."""
    row = newest(session, study)
    if row is not None:
        return faults_in(row.content)
    return [] if study.kind in WITHOUT_REAL_PEOPLE else faults_in({})


def working(session: Session, study: Study) -> dict[str, Any]:
    """Return the letter as it is written so far: in work, else the newest, else what is known."""
    draft = session.get(LetterDraft, study.id)
    row = draft or newest(session, study)
    if row is not None:
        return deepcopy(row.content)
    known = {"institution": study.institution, "contacts": [{"reach": study.contact}]}
    return {"facts": known, **{language: {} for language in LANGUAGES}}


def has_draft(session: Session, study: Study) -> bool:
    """Return whether something is written that people do not meet yet."""
    return session.get(LetterDraft, study.id) is not None


def keep_draft(session: Session, study: Study, content: Mapping[str, Any]) -> None:
    """Keep a letter in work; raise BadLetter for what is wrong. What is empty may wait.

    The same as what people meet already is no draft.
    """
    if faults := [one for one in faults_in(content) if not one.is_empty]:
        raise BadLetter(in_words(f"the letter cannot be kept for {study.key}", faults))
    before = newest(session, study)
    if before is not None and before.sha256 == sha256_of(content):
        session.execute(delete(LetterDraft).where(LetterDraft.study_id == study.id))
        return
    session.merge(LetterDraft(study_id=study.id, content=dict(content)))
    if before is None:
        _carry_institution(study, content)


def put_to_use(session: Session, study: Study) -> StoredLetter:
    """Make the letter in work the one that people meet; raises as ``install`` does."""
    return install(session, study, working(session, study))


def _carry_institution(study: Study, content: Mapping[str, Any]) -> None:
    """Let the pages beside the letter name the institution that the letter names."""
    study.institution = str(content.get("facts", {}).get("institution") or study.institution)


def install(session: Session, study: Study, content: dict[str, Any]) -> StoredLetter:
    """Store a letter as the study's newest, unless it is that already; return its row.

    A letter in work is done with: whoever goes on writing begins from this one.
    What is still empty may wait until the study opens. Raises BadLetter for what is wrong, and in
    an open study also for what is empty, since people meet the letter at once.
    """
    faults = [one for one in faults_in(content) if study.state == OPEN or not one.is_empty]
    if faults:
        raise BadLetter(in_words(f"the letter cannot be installed in {study.key}", faults))
    session.execute(delete(LetterDraft).where(LetterDraft.study_id == study.id))
    _carry_institution(study, content)
    before = newest(session, study)
    if before is not None and before.sha256 == sha256_of(content):
        return before
    row = StoredLetter(
        study_id=study.id,
        version=before.version + 1 if before else 1,
        content=content,
        sha256=sha256_of(content),
    )
    session.add(row)
    return row


def keep_text(connection: Connection, shown: ShownLetter) -> None:
    """Keep a text that somebody agrees to, so that it can be read again by its hash."""
    if KEPT_TEXT.row(connection, sha256=shown.sha256) is None:
        row = {"sha256": shown.sha256, "language": shown.language, "text": shown.text}
        try:
            with connection.begin_nested():
                connection.execute(insert(LetterText), row)
        except IntegrityError:
            # Somebody else agreed to it at this moment, and was first.
            if KEPT_TEXT.row(connection, sha256=shown.sha256) is None:
                raise
