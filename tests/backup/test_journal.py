"""The journal beside the database: it is there, whole and of this database, or nobody is served."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from survey.extensions import db
from survey.journal import entries, people, recording
from survey.models import JournalHead, Participant, Study
from survey.models.study import DRAFT, EVALUATION
from survey.set_up import checklist
from tests.factories import make_card, make_study, read, writing
from tests.own_pages import come_back
from tests.page_client import PageClient
from tests.released import make_edition, make_frozen_study
from tests.restoring import (
    LEDGER,
    SMALL,
    Installation,
    answered,
    erase,
    is_there,
    rows,
)


def journal_of(here: Installation) -> Path:
    return here.folder / "journal.sqlite"


def at_rest(here: Installation, app: Flask) -> Path:
    """Close the journal, so that all of it is in its one file; return the file."""
    app.extensions["journal"].close()
    with closing(sqlite3.connect(journal_of(here))) as connection:  # others may have it open
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return journal_of(here)


def change(path: Path, statement: str) -> None:
    """Change a journal past the program."""
    connection = sqlite3.connect(path)
    assert connection.execute(statement).rowcount > 0
    connection.commit()
    connection.close()


def is_refused(here: Installation, said: str) -> bool:
    refused = here.run("serve")
    assert refused.code == 1
    assert said in refused.err, refused.err
    return True


def test_without_its_journal_nobody_is_served(here: Installation) -> None:
    journal_of(here).rename(here.folder / "away.sqlite")
    assert is_refused(here, "is not there. Is its disk mounted?")
    assert not journal_of(here).exists()  # and looking for it makes no new one


def test_a_database_that_has_a_journal_gets_no_new_one(here: Installation) -> None:
    journal_of(here).unlink()
    refused = here.run("db", "upgrade")
    assert refused.code == 1
    assert "A new one would not know who was erased" in refused.err
    assert not journal_of(here).exists()


def test_without_the_setting_nobody_is_served(here: Installation) -> None:
    here.change("journal = ", "# journal = ")
    assert is_refused(here, "the setting journal is missing")


def test_an_older_copy_of_the_journal_is_refused(here: Installation, study: Study) -> None:
    app = here.app()
    person = answered(app, study)
    copy = shutil.copy(at_rest(here, app), here.folder / "copy")
    erase(app, person)
    at_rest(here, app)
    shutil.copy(copy, journal_of(here))
    assert is_refused(here, "it is an older copy, or a new one")
    assert here.run("erase", "replay").code == 1


def test_a_copy_of_the_journal_that_has_gone_on_is_refused(
    here: Installation, study: Study
) -> None:
    app = here.app()
    first, second = answered(app, study), answered(app, study, 2)
    backup = here.back_up()
    copy = shutil.copy(at_rest(here, app), here.folder / "copy")
    erase(app, first)
    at_rest(here, app)
    database = here.settings.database
    here.change("journal.sqlite", "copy")
    here.restore(backup)
    erase(here.app(), second)  # the same number in the copy, about somebody else
    here.change(here.settings.database, database)
    assert is_refused(here, "is not the one that the database knows")
    assert Path(copy).exists()


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE journal_entry SET kind = 'withdrawn' WHERE number = 2", "entry 2"),
        ("UPDATE journal_entry SET week = '2020-W01' WHERE number = 2", "entry 2"),
        ("UPDATE journal_entry SET subject = 'somebody' WHERE number = 2", "entry 2"),
        ("UPDATE journal_entry SET content_sha256 = 'other' WHERE number = 3", "entry 3"),
        ("UPDATE journal_entry SET chain = 'other' WHERE number = 1", "entry 1"),
        ("DELETE FROM journal_entry WHERE number = 2", "entry 2 of the journal is missing"),
        ("DELETE FROM journal_entry WHERE number = 3", "ends at entry 2"),
        ("DELETE FROM journal_entry", "ends at entry 0"),
        ("UPDATE journal_format SET format = 7", "format 7"),
    ],
)
def test_a_journal_that_was_changed_is_refused(
    here: Installation, study: Study, statement: str, said: str
) -> None:
    app = here.app()
    for seed in (1, 2):
        erase(app, answered(app, study, seed))
    change(at_rest(here, app), statement)
    assert is_refused(here, said)


def test_an_entry_whose_content_was_changed_is_not_replayed(
    here: Installation, study: Study
) -> None:
    app = here.app()
    person = answered(app, study)
    backup = here.back_up()
    erase(app, person)
    change(at_rest(here, app), "UPDATE journal_entry SET content = zeroblob(80) WHERE number = 2")
    here.restore(backup)
    refused = here.run("erase", "replay")
    assert refused.code == 1
    assert "entry 2 of the journal was changed" in refused.err
    assert is_there(here.app(), person)


def test_a_journal_of_another_pepper_is_refused(here: Installation) -> None:
    here.change("p" * 32, "q" * 32)
    assert is_refused(here, "another code_pepper wrote it")


def test_nobody_is_erased_by_halves_while_the_journal_cannot_be_written(
    here: Installation, study: Study
) -> None:
    app = here.app()
    card = make_card(app, study)
    client = PageClient(app, "en")
    come_back(client, card, 200)
    page = client.open("/erase")
    away = at_rest(here, app).rename(here.folder / "away.sqlite")
    refused = client.press(page, "Erase everything", 503)
    assert "nothing was erased" in refused.text
    assert is_there(app, card.participant_id)
    away.rename(journal_of(here))
    client.press(client.open("/erase"), "Erase everything")
    assert not is_there(app, card.participant_id)


def test_who_asked_just_before_the_program_died_is_erased_at_the_next_start(
    here: Installation, study: Study
) -> None:
    app = here.app()
    person = answered(app, study)
    _write_and_die(app, person)
    assert is_there(app, person)
    assert is_refused(here, "sammenheng erase replay")
    assert here.run("erase", "replay").code == 0
    assert not is_there(app, person)


def test_a_program_that_goes_on_does_first_what_it_has_left_undone(
    here: Installation, study: Study
) -> None:
    app = here.app()
    first, second = answered(app, study), answered(app, study, 2)
    _write_and_die(app, first)
    erase(app, second)
    assert read(app, select(Participant.id)) == []
    assert read(app, select(JournalHead.number)) == [(3,)]
    assert here.run("study", "list").code == 0


def _write_and_die(app: Flask, participant_id: str) -> None:
    """Write in the journal, and lose the database's own transaction, as a killed program does."""
    with app.app_context(), db.writing() as session:
        recording.ready(session)
        participant = session.get_one(Participant, participant_id)
        left = people.erase(session, participant)
        recording.record(session, entries.ERASED, participant_id, left)
        session.rollback()


def test_the_journal_names_nobody(here: Installation, study: Study) -> None:
    app = here.app()
    card = make_card(app, study)
    erase(app, card.participant_id)
    content = at_rest(here, app).read_bytes()
    for secret in (card.participant_id, card.code, card.number, study.id):
        assert secret.encode() not in content


def test_a_journal_that_begins_late_knows_what_was_released_before(here: Installation) -> None:
    app = here.app()
    study = make_frozen_study(app, SMALL, pool=())
    with writing(app) as session:
        session.execute(delete(JournalHead))
    here.change("journal = ", "# journal = ")
    at_rest(here, app).unlink()
    backup = here.back_up()
    app = here.app()
    make_edition(app, study)
    ledger = rows(app, *LEDGER)
    here.change("# journal = ", "journal = ")
    begun = here.run("db", "upgrade")
    assert "Backups from before know nothing" in begun.err
    here.restore(backup)
    assert is_refused(here, "sammenheng erase replay")
    assert here.run("erase", "replay").code == 0
    assert rows(here.app(), *LEDGER) == ledger


def test_a_study_of_real_people_does_not_open_without_a_journal(here: Installation) -> None:
    study = make_study(here.app(), kind=EVALUATION, state=DRAFT)
    with writing(here.app()) as session:
        session.execute(delete(JournalHead))
    here.change("journal = ", "# journal = ")
    app = here.app()
    with app.app_context():
        assert not checklist.has_journal(study)
    assert here.run("study", "list").code == 0
    erase(app, answered(app, make_study(app, key="trial")))  # a trial does without one
    assert read(app, select(func.count()).select_from(Participant)) == [(0,)]
