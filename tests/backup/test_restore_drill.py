"""The drill: back up, erase, put the backup back, and nobody who was erased is there again."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from survey.models import (
    AuditEvent,
    Contact,
    Edition,
    FrozenPair,
    JournalHead,
    KeptFile,
    Participant,
    Participation,
    Receipt,
    Revocation,
    Study,
    StudyEnd,
    Withdrawal,
)
from survey.models.base import Base
from survey.release import book
from survey.reminders import operations as reminders
from tests.factories import make_card, make_study, read, writing
from tests.old_events import make_old_events
from tests.own_pages import come_back
from tests.page_client import PageClient
from tests.released import NARVIK, add_round, make_edition, make_frozen_study
from tests.restoring import (
    LEDGER,
    PUBLISHED,
    SMALL,
    Installation,
    Since,
    answered,
    answered_with,
    erase,
    is_there,
    rows,
    stands_in,
)
from tests.study_end.studies import TEXT, make_full_study


def test_who_was_erased_after_a_backup_is_erased_again_before_anybody_is_served(
    here: Installation, study: Study
) -> None:
    app = here.app()
    gone, stays = answered(app, study), answered(app, study, 2)
    backup = here.back_up()
    erase(app, gone)
    later = answered(app, study, 3)
    database = here.restore(backup)
    assert stands_in(database, gone)

    refused = here.run("serve")
    assert refused.code == 1
    assert "sammenheng erase replay" in refused.err

    replayed = here.run("erase", "replay")
    assert replayed.code == 0
    assert "1 people erased" in replayed.err
    restored = here.app()
    assert not is_there(restored, gone)
    assert is_there(restored, stays)
    assert not is_there(restored, later)  # as lost as everything after the backup
    assert not stands_in(database, gone)
    assert here.run("study", "list").code == 0  # the gate is open


def test_an_application_that_a_web_server_starts_answers_nobody_before_the_replay(
    here: Installation, study: Study
) -> None:
    app = here.app()
    gone = answered(app, study)
    backup = here.back_up()
    erase(app, gone)
    here.restore(backup)
    assert PageClient(here.app(), "en").open("/", 503).status == 503
    here.run("erase", "replay")
    assert PageClient(here.app(), "en").open("/").status == 200


def test_a_replay_may_be_run_twice(here: Installation, study: Study) -> None:
    app = here.app()
    gone = answered(app, study)
    backup = here.back_up()
    erase(app, gone)
    here.restore(backup)
    here.run("erase", "replay")
    after = rows(here.app(), *Base.__subclasses__())
    again = here.run("erase", "replay")
    assert (again.code, "where its journal is" in again.err) == (0, True)
    assert rows(here.app(), *Base.__subclasses__()) == after


def test_a_receipt_still_stands_after_a_restore(here: Installation, study: Study) -> None:
    app = here.app()
    gone = answered(app, study)
    backup = here.back_up()
    erase(app, gone)
    receipts = rows(app, Receipt)
    assert len(receipts) == 1
    here.restore(backup)
    here.run("erase", "replay")
    assert rows(here.app(), Receipt) == receipts


def test_who_withdrew_after_a_backup_has_withdrawn_again(here: Installation, study: Study) -> None:
    app = here.app()
    card = make_card(app, study)
    participant_id = answered_with(card, app)
    backup = here.back_up()
    client = PageClient(app, "en")
    come_back(client, card, 200)
    client.press(client.open("/withdraw"), "I withdraw")
    here.restore(backup)
    here.run("erase", "replay")
    with writing(here.app()) as session:
        assert session.get(Withdrawal, participant_id) is not None
        assert session.scalar(select(func.count()).select_from(Participation)) == 1


def test_an_address_that_was_taken_back_is_not_written_to(here: Installation, study: Study) -> None:
    app = here.app()
    participant_id = answered(app, study)
    with writing(app) as session:
        session.add(Contact(participant_id=participant_id, sealed=bytes(348), n_sent=0))
    backup = here.back_up()
    with app.test_request_context("/reminder", method="POST"):
        reminders.remove(participant_id)
    assert rows(app, Contact) == []
    here.restore(backup)
    assert len(rows(here.make_app(here.settings), Contact)) == 1
    here.run("erase", "replay")
    assert rows(here.app(), Contact) == []


@pytest.mark.parametrize("how", ["--anonymise", "--delete"])
def test_a_study_that_was_ended_after_a_backup_is_ended_again(here: Installation, how: str) -> None:
    app = here.app()
    study = make_full_study(app)
    other = answered(app, make_study(app, "other"))
    backup = here.back_up()
    done = here.run("study", "end", study.key, how, "--no-reports")
    assert done.code == 0, done.err
    kept, ends = rows(app, KeptFile), rows(app, StudyEnd)
    database = here.restore(backup)
    assert stands_in(database, TEXT)
    assert here.run("serve").code == 1
    assert here.run("erase", "replay").code == 0
    assert not stands_in(database, TEXT)
    assert (rows(here.app(), KeptFile), rows(here.app(), StudyEnd)) == (kept, ends)
    with writing(here.app()) as session:
        assert session.scalars(select(Participant.id)).all() == [other]
        states = dict(session.execute(select(Study.key, Study.state)).all())
    assert states == ({"other": "open"} | ({"try": "anonymised"} if how == "--anonymise" else {}))


def test_a_log_whose_oldest_events_have_gone_comes_back_as_a_whole_chain(
    here: Installation, study: Study
) -> None:
    app = here.app()
    make_old_events(app)
    assert here.run("retention", "run").code == 0
    assert read(app, select(func.min(AuditEvent.number))) == [(8,)]
    here.restore(here.back_up())
    assert here.run("audit", "verify").code == 0
    with pytest.raises(IntegrityError, match="never changed"), writing(here.app()) as session:
        session.execute(update(AuditEvent).values(count=9))


def test_the_release_ledger_is_not_rolled_back(here: Installation, released: Since) -> None:
    app, study = here.app(), released.study
    ledger, head = rows(app, *LEDGER), _ledger_head(app, study)
    assert len(ledger) > 3
    here.restore(released.before)  # when nothing was frozen or released
    assert rows(here.app(), *LEDGER) == []
    replayed = here.run("erase", "replay")
    assert replayed.code == 0, replayed.err
    assert rows(here.app(), *LEDGER) == ledger
    assert _ledger_head(here.app(), study) == head


def _ledger_head(app: Flask, study: Study) -> str:
    with writing(app) as session:
        return book.head(session, study.id)


def test_reports_released_after_a_backup_are_there_again_byte_for_byte(
    here: Installation, released: Since
) -> None:
    published = rows(here.app(), *PUBLISHED)
    assert len(published) > 5
    here.restore(released.before)
    assert here.run("erase", "replay").code == 0
    assert rows(here.app(), *PUBLISHED) == published


def test_a_next_edition_after_a_restore_is_what_it_would_have_been(
    here: Installation, released: Since, tmp_path: Path
) -> None:
    study = released.study
    before, journal = here.settings, shutil.copy(here.folder / "journal.sqlite", tmp_path / "copy")
    here.restore(released.before)
    here.run("erase", "replay")
    plans = []
    unbroken = here.make_app(replace(before, journal=f"sqlite:///{journal}"))
    for each in (unbroken, here.app()):
        # The same people everywhere, so that the plans can be held beside each other by size.
        add_round(each, study, SMALL, at=1)
        edition_id = make_edition(each, study, "proposed")
        with writing(each) as session:
            plan = session.get_one(Edition, edition_id).plan
        plans.append([{key: line[key] for key in line if key != "atoms"} for line in plan])
    assert plans[0] == plans[1]


def test_who_is_in_the_ledger_and_lost_with_what_came_after_a_backup_stays_as_a_nameless_person(
    here: Installation,
) -> None:
    app = here.app()
    study = make_frozen_study(app, SMALL, pool=())
    backup = here.back_up()
    add_round(app, study, {NARVIK: (1, 1, 1)}, at=0)
    make_edition(app, study)
    here.restore(backup)
    replayed = here.run("erase", "replay")
    assert "3 people are counted in the release ledger" in replayed.err
    with writing(here.app()) as session:
        ledger = book.read(session, study.id)
        assert sum(one.weight for one in ledger.present.values()) == 12
        assert session.scalar(select(func.count()).select_from(FrozenPair)) == 12
        assert sum(one.is_tombstone for one in ledger.atoms.values()) == 3
        released = ledger.released[0].atoms
    # They stand in every set that was released about them, as many as there were.
    weights = [ledger.atoms[one].weight for one in released]
    assert sum(weights) == 15


def test_the_same_backup_put_back_twice_gives_the_same_ledger(here: Installation) -> None:
    app = here.app()
    study = make_frozen_study(app, SMALL, pool=())
    backup = here.back_up()
    add_round(app, study, {NARVIK: (1, 1, 1)}, at=0)
    make_edition(app, study)
    ledgers = []
    for name in ("first.sqlite", "second.sqlite"):
        here.restore(backup, name)
        assert here.run("erase", "replay").code == 0
        ledgers.append(rows(here.app(), *LEDGER))
    assert ledgers[0] == ledgers[1]


def test_who_was_released_about_and_erased_after_a_backup_is_nameless_in_the_same_way(
    here: Installation, released: Since
) -> None:
    app = here.app()
    with writing(app) as session:
        gone = session.scalars(select(FrozenPair.participant_id)).first() or ""
    erase(app, gone)
    ledger, pairs = rows(app, *LEDGER), rows(app, FrozenPair)
    database = here.restore(released.after)
    here.run("erase", "replay")
    assert rows(here.app(), *LEDGER) == ledger
    assert rows(here.app(), FrozenPair) == pairs
    assert not stands_in(database, gone)


def test_a_row_that_was_called_back_stays_on_the_list(here: Installation, tmp_path: Path) -> None:
    app = here.app()
    study = make_frozen_study(app, SMALL, pool=())
    backup = here.back_up()
    assert here.run("export", study.key, "-o", tmp_path / "answers.csv").code == 0
    with writing(app) as session:
        gone = session.scalars(select(Participant.id)).first() or ""
    erase(app, gone)
    listed = rows(app, Revocation)
    assert len(listed) == 1
    here.restore(backup)
    here.run("erase", "replay")
    assert rows(here.app(), Revocation) == listed


def test_the_head_of_the_journal_is_that_of_the_database_after_a_replay(
    here: Installation, study: Study
) -> None:
    app = here.app()
    gone = answered(app, study)
    backup = here.back_up()
    erase(app, gone)
    head = rows(app, JournalHead)
    here.restore(backup)
    here.run("erase", "replay")
    assert rows(here.app(), JournalHead) == head
