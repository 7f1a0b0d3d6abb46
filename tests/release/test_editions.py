"""An edition from the proposal to the release: what two people and the ledger let out."""

from __future__ import annotations

import hashlib
import threading

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DatabaseError

from survey.audit.operations import Actor
from survey.errors import NothingDue, NotYours
from survey.extensions import db
from survey.models import (
    AuditEvent,
    DryRun,
    Edition,
    FrozenPair,
    Participant,
    Release,
    ReportDocument,
    ReportFile,
    Study,
)
from survey.models.edition import (
    ACCEPTED,
    MADE,
    OUTDATED,
    PROPOSED,
    REFUSED,
    RELEASED,
    STOPPED,
    TAKEN_BACK,
)
from survey.models.ledger import MUNICIPALITY, NEWEST, STUDY
from survey.release import book, editions, making
from survey.report.facts import ReportFacts
from tests.factories import make_study, writing
from tests.released import (
    BODO,
    FIRST,
    NARVIK,
    SECOND,
    TOWNS,
    add_round,
    make_edition,
    make_frozen_study,
)


@pytest.fixture
def study(app: Flask) -> Study:
    """Return a study whose first cut-off has come."""
    return make_frozen_study(app)


@pytest.fixture(autouse=True)
def few_files(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Typeset each report in one language and register, where that is not the subject."""
    if "every_file" not in request.keywords:
        monkeypatch.setattr(making, "FILE_NAMES", ("report.nb.pdf",))


def state_of(app: Flask, edition_id: str) -> str:
    with writing(app) as session:
        return session.get_one(Edition, edition_id).state


def facts_of(app: Flask, edition_id: str, kind: str, recipient: str) -> ReportFacts:
    with writing(app) as session:
        found = session.scalar(
            select(ReportDocument.facts).filter_by(
                edition_id=edition_id, kind=kind, recipient=recipient
            )
        )
    assert found is not None
    return ReportFacts.from_json(found)


def n_released(app: Flask) -> int:
    with writing(app) as session:
        return session.scalar(select(func.count()).select_from(Release)) or 0


def move(app: Flask, edition_id: str, who: Actor, end: str, reason: str = "") -> None:
    with app.app_context(), db.writing() as session:
        editions.move(session, session.get_one(Edition, edition_id), who, end, reason)
        session.commit()


def test_a_proposal_spends_nothing(app: Flask, study: Study) -> None:
    make_edition(app, study, PROPOSED)
    assert n_released(app) == 0


def test_accepted_sets_and_the_facts_about_them_are_entered_together(
    app: Flask, study: Study
) -> None:
    edition = make_edition(app, study, MADE)
    with writing(app) as session:
        shown = [one for one in editions.lines(session.get_one(Edition, edition)) if one.is_shown]
        recipients = session.execute(select(Release.kind, Release.recipient)).all()
        documents = session.execute(select(ReportDocument.kind, ReportDocument.recipient)).all()
    assert {tuple(row) for row in recipients} == {(one.kind, one.recipient) for one in shown}
    assert {tuple(row) for row in documents} == {
        (one.kind, one.recipient) for one in shown if one.kind in {"municipality", "pool", "study"}
    }


def test_a_report_is_about_exactly_the_people_whom_the_ledger_judged(
    app: Flask, study: Study
) -> None:
    edition = make_edition(app, study)
    facts = facts_of(app, edition, MUNICIPALITY, NARVIK)
    assert (facts.n_pairs, facts.n_groups) == (sum(TOWNS[NARVIK]), len(TOWNS[NARVIK]))
    whole = facts_of(app, edition, STUDY, "all")
    assert whole.n_pairs == sum(map(sum, TOWNS.values()))


def test_nobody_accepts_what_they_proposed(app: Flask, study: Study) -> None:
    edition = make_edition(app, study, PROPOSED)
    with pytest.raises(NotYours):
        move(app, edition, FIRST, ACCEPTED)
    with writing(app) as session, pytest.raises(DatabaseError, match="two_people"):
        session.execute(update(Edition).values(state=ACCEPTED, decided_by=FIRST.id))


@pytest.mark.parametrize(
    ("state", "end", "let"),
    [
        (PROPOSED, TAKEN_BACK, [FIRST]),
        (PROPOSED, REFUSED, [SECOND]),
        (PROPOSED, RELEASED, []),
        (ACCEPTED, RELEASED, []),
        (MADE, RELEASED, [SECOND]),
        (MADE, STOPPED, [FIRST, SECOND]),
        (MADE, REFUSED, []),
        (RELEASED, STOPPED, []),
    ],
)
def test_each_step_is_for_whom_the_table_names(
    app: Flask, study: Study, state: str, end: str, let: list[Actor]
) -> None:
    edition = make_edition(app, study, state)
    for who in {FIRST, SECOND} - set(let):
        with pytest.raises(NotYours):
            move(app, edition, who, end, "a reason")
    assert state_of(app, edition) == state
    if let:
        move(app, edition, let[0], end, "a reason")
        assert state_of(app, edition) == end


def test_what_was_released_is_never_changed(app: Flask, study: Study) -> None:
    make_edition(app, study)
    with writing(app) as session, pytest.raises(DatabaseError, match="never changed"):
        session.execute(update(ReportDocument).values(facts="{}"))
    with writing(app) as session, pytest.raises(DatabaseError, match="never changed"):
        session.execute(update(ReportFile).values(content=b""))


@pytest.mark.every_file
def test_each_file_is_kept_with_its_fingerprint_and_carries_its_check_code(
    app: Flask, study: Study
) -> None:
    edition = make_edition(app, study)
    with writing(app) as session:
        files = session.scalars(select(ReportFile)).all()
        codes = session.scalars(select(ReportDocument.check_code)).all()
    assert len(files) == 9 * len(codes)
    assert len(set(codes)) == len(codes)
    assert all(hashlib.sha256(one.content).hexdigest() == one.sha256 for one in files)
    assert facts_of(app, edition, STUDY, "all").edition.check_code in codes


def test_whoever_leaves_between_the_look_and_the_entry_makes_the_plan_outdated(
    app: Flask, study: Study
) -> None:
    edition = make_edition(app, study, ACCEPTED)
    with writing(app) as session:
        person = session.scalars(select(FrozenPair.participant_id)).first() or ""
        book.leave(session, person)
        session.execute(delete(Participant).where(Participant.id == person))
        session.commit()
    with app.app_context():
        making.make_documents(edition, lambda _done, _all: None)
    assert state_of(app, edition) == OUTDATED
    assert n_released(app) == 0
    # Nothing of it was seen, so the same cut-off may be proposed anew, without them.
    again = make_edition(app, study)
    assert facts_of(app, again, STUDY, "all").n_pairs == sum(map(sum, TOWNS.values())) - 1


def test_a_job_that_was_killed_while_typesetting_goes_on_where_it_was(
    app: Flask, study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = make_edition(app, study, ACCEPTED)
    typeset, calls = making.typeset, []

    def killed(*given: object) -> bytes:
        calls.append(given)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return typeset(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(making, "typeset", killed)
    with app.app_context(), pytest.raises(KeyboardInterrupt):
        making.make_documents(edition, lambda _done, _all: None)
    assert (state_of(app, edition), entered := n_released(app)) == (ACCEPTED, entered)
    with app.app_context():
        making.make_documents(edition, lambda _done, _all: None)
        making.make_documents(edition, lambda _done, _all: None)
    assert state_of(app, edition) == MADE
    assert n_released(app) == entered


def test_a_stopped_edition_has_spent_its_sets_and_may_be_made_once_more(
    app: Flask, study: Study
) -> None:
    stopped = make_edition(app, study, MADE)
    move(app, stopped, FIRST, STOPPED, "the name of a town is misspelt")
    spent = n_released(app)
    again = make_edition(app, study)
    assert n_released(app) == spent
    assert facts_of(app, again, STUDY, "all").edition.number == 2
    assert facts_of(app, again, STUDY, "all").n_pairs == sum(map(sum, TOWNS.values()))


def test_one_edition_of_a_study_is_under_way_at_a_time(app: Flask, study: Study) -> None:
    make_edition(app, study, PROPOSED)
    with pytest.raises(NothingDue, match="under way"):
        make_edition(app, study, PROPOSED)


def test_after_an_edition_the_next_one_waits_for_its_cut_off(app: Flask, study: Study) -> None:
    make_edition(app, study)
    with pytest.raises(NothingDue, match="no cut-off"):
        make_edition(app, study)


def test_a_second_edition_tells_of_all_of_the_new_ones_and_of_the_first(
    app: Flask, study: Study
) -> None:
    make_edition(app, study)
    add_round(app, study, {BODO: (4, 4, 4)}, at=1)
    second = make_edition(app, study)
    facts = facts_of(app, second, MUNICIPALITY, BODO)
    assert (facts.n_pairs, facts.edition.number) == (27, 2)
    assert [(one.edition, one.n_pairs) for one in facts.earlier] == [(1, 15)]
    assert facts.newest is not None
    assert facts.newest.n_pairs == 12
    with writing(app) as session:
        kinds = session.execute(select(Release.kind, Release.recipient)).all()
        due = session.scalars(
            select(ReportDocument.recipient).filter_by(edition_id=second, kind=MUNICIPALITY)
        ).all()
    assert (NEWEST, BODO) in [tuple(row) for row in kinds]
    assert due == [BODO]  # nobody is new in Narvik: its first report stands


def test_of_twenty_who_propose_at_the_same_moment_one_does(app: Flask, study: Study) -> None:
    done, refused = [], []

    def propose() -> None:
        try:
            done.append(make_edition(app, study, PROPOSED))
        except (NothingDue, DatabaseError) as error:
            refused.append(error)

    threads = [threading.Thread(target=propose) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(done), len(refused)) == (1, 19)


def test_the_log_does_not_tell_how_many_have_answered(app: Flask, study: Study) -> None:
    make_edition(app, study, PROPOSED)
    with writing(app) as session:
        assert session.scalars(select(AuditEvent.count).filter_by(action="pairs_frozen")).all() == [
            1
        ]


def test_each_step_is_an_event_in_the_log(app: Flask, study: Study) -> None:
    make_edition(app, study)
    with writing(app) as session:
        actions = session.scalars(select(AuditEvent.action).order_by(AuditEvent.number)).all()
    assert actions == [
        "pairs_frozen",
        "edition_proposed",
        "edition_accepted",
        "edition_entered",
        "edition_made",
        "edition_released",
    ]


def test_nothing_of_a_dry_run_is_released_since_the_ledger_would_keep_a_trace(
    app: Flask, study: Study
) -> None:
    other = make_study(app, "other")
    with writing(app) as session:
        session.add(DryRun(study_id=study.id, of_study_id=other.id))
        session.commit()
    with pytest.raises(NothingDue, match="dry run"):
        make_edition(app, study, PROPOSED)
    with writing(app) as session:
        assert session.scalar(select(func.count()).select_from(FrozenPair)) == 0
