"""Somebody withdraws or erases: what is out stays, and nothing that comes counts on them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import select

from survey.models import (
    Edition,
    FrozenPair,
    LedgerAtom,
    LedgerSplit,
    ReleaseAtom,
    ReportDocument,
    ReportFile,
    Study,
)
from survey.models.edition import ACCEPTED, OUTDATED, PROPOSED, RELEASED
from survey.release import editions
from tests.factories import Card, make_study, read, staff_of
from tests.own_pages import come_back
from tests.page_client import PageClient
from tests.released import BODO, NARVIK, add_round, make_edition

Leave = Callable[[], None]
REPORTS = "/staff/studies/real/reports"


@pytest.fixture
def study(app: Flask) -> Study:
    return make_study(app, "real")


@pytest.fixture
def somebody(app: Flask, study: Study) -> Card:
    """Be one of sixteen people in Narvik who have answered both times."""
    towns = {NARVIK: (4, 4, 4, 4), BODO: (5, 5, 5)}
    return add_round(app, study, towns)[NARVIK][0]


@pytest.fixture(params=["/withdraw", "/erase"])
def leave(request: pytest.FixtureRequest, client: PageClient, somebody: Card) -> Leave:
    """Withdraw or erase, as a participant does."""

    def run() -> None:
        come_back(client, somebody)
        client.send(client.open(request.param))

    return run


@dataclass
class Two:
    """The two people of an edition."""

    app: Flask
    study: Study
    coordinator: PageClient
    reviewer: PageClient

    def bring_to(self, state: str) -> str:
        """Bring an edition of theirs to a state."""
        people = [staff_of(self.app, f"{one}@example.org") for one in ("coordinator", "reviewer")]
        return make_edition(self.app, self.study, state, *people)


@pytest.fixture
def two(app: Flask, study: Study, somebody: Card, sign_in: Callable[..., PageClient]) -> Two:
    return Two(app, study, sign_in("coordinator"), sign_in("reviewer"))


def plan_of(app: Flask, edition_id: str) -> dict[str, int]:
    """Return how many people each report of an edition is about."""
    ((edition,),) = read(app, select(Edition).filter_by(id=edition_id))
    return {one.recipient: one.n_people for one in editions.lines(edition) if one.kind != "part"}


def test_an_accepted_edition_from_which_somebody_has_gone_is_outdated_and_releases_nothing(
    app: Flask, two: Two, leave: Leave, do_jobs: Callable[[], int]
) -> None:
    edition = two.bring_to(PROPOSED)
    address = f"/staff/review/editions/{edition.upper()}"
    two.reviewer.press(two.reviewer.open(address), "Yes, accept")
    leave()
    assert do_jobs() == 1
    assert read(app, select(Edition.state)) == [(OUTDATED,)]
    assert not read(app, select(ReportDocument.id))
    own = f"{REPORTS}/{edition.upper()}"
    for page in (two.reviewer.open(address), two.coordinator.open(own)):
        assert "Somebody withdrew or erased their answers after this was proposed" in page.text
        assert "Propose the edition once more." in page.text
    two.coordinator.press(two.coordinator.open(REPORTS), "Propose the edition")
    do_jobs()
    ((anew,),) = read(app, select(Edition.id).filter_by(state=PROPOSED))
    assert plan_of(app, edition)[NARVIK] == 16
    assert plan_of(app, anew)[NARVIK] == 15


def test_what_is_out_stays_the_same_bytes_and_the_ledger_keeps_one_nameless_person(
    app: Flask, two: Two, leave: Leave
) -> None:
    two.bring_to(RELEASED)
    page = two.coordinator.open(REPORTS)
    links = [one["href"] for one in page.root.one("main").all("a") if one["href"].endswith(".pdf")]
    before = {link: two.coordinator.get(link).data for link in links}
    files, sets = stored_files(app), stored_sets(app)
    leave()
    assert {link: two.coordinator.get(link).data for link in links} == before
    assert stored_files(app) == files
    assert stored_sets(app) == sets
    ((split,),) = read(app, select(LedgerSplit))
    weights = dict(map(tuple, read(app, select(LedgerAtom.id, LedgerAtom.weight))))
    assert [weights[one] for one in (split.atom_id, split.rest_id, split.tombstone_id)] == [4, 3, 1]
    assert read(app, select(LedgerAtom.id).filter_by(is_tombstone=True)) == [(split.tombstone_id,)]


def stored_files(app: Flask) -> list[tuple[str, str, bytes]]:
    rows = read(app, select(ReportFile.document_id, ReportFile.name, ReportFile.content))
    return sorted(map(tuple, rows))


def stored_sets(app: Flask) -> list[tuple[int, str]]:
    return sorted(map(tuple, read(app, select(ReleaseAtom.release_number, ReleaseAtom.atom_id))))


def test_nothing_of_who_has_gone_is_left_in_the_ledger_or_beside_it(
    app: Flask, somebody: Card, two: Two, leave: Leave
) -> None:
    two.bring_to(ACCEPTED)
    assert (somebody.participant_id,) in read(app, select(FrozenPair.participant_id))
    leave()
    pairs = read(app, select(FrozenPair.participant_id))
    assert (somebody.participant_id,) not in pairs
    assert len(pairs) == 30
    for table in (LedgerAtom, LedgerSplit, ReleaseAtom):
        rows = read(app, select(*table.__table__.columns))
        assert somebody.participant_id not in str(rows)
