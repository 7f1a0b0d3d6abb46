"""Where there is no report: a page with no answers in it, the same whatever the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from survey.models import CutOff, Edition
from survey.models.edition import ACCEPTED, REFUSED, STOPPED
from survey.models.study import EVALUATION
from survey.municipalities import all_municipalities
from survey.release import editions, making
from survey.release.participation import in_whole_fives
from survey.weeks import current_week, weeks_later
from tests.factories import make_group, make_study, writing
from tests.released import ALSTAHAUG, BODO, FIRST, NARVIK, RANA, SECOND, VEFSN, add_pool, add_round

if TYPE_CHECKING:
    from flask import Flask

    from tests.page_client import PageClient
    from tests.public_reports import Released

NEXT = weeks_later(current_week(), 26)
ADDRESS = f"/reports/grief/municipality/{NARVIK}"


def bytes_of(client: PageClient, address: str = ADDRESS) -> bytes:
    client.open(address)  # looked through as every page
    return client.get(address).get_data()


def move(app: Flask, edition_id: str, end: str, reason: str = "") -> None:
    with writing(app) as session:
        edition = session.get_one(Edition, edition_id)
        editions.move(session, edition, SECOND, end, reason)


def propose(app: Flask, study_id: str) -> str:
    with app.app_context():
        return making.make_plan(study_id, FIRST)


def test_until_a_release_the_page_is_the_same_byte_for_byte(app: Flask, client: PageClient) -> None:
    study = make_study(app, "grief", name="Sorg og samliv", kind=EVALUATION)
    with writing(app) as session:
        session.add(CutOff(study_id=study.id, week=NEXT))
    add_round(app, study, {NARVIK: (3,)})
    too_few = bytes_of(client)

    add_round(app, study, {NARVIK: (2, 5, 6, 4)})
    assert bytes_of(client) == too_few  # enough, and not frozen
    first = propose(app, study.id)
    assert bytes_of(client) == too_few  # frozen, and waiting for a second person
    move(app, first, REFUSED, "not yet")
    assert bytes_of(client) == too_few  # refused by the second person
    second = propose(app, study.id)
    move(app, second, ACCEPTED)
    assert bytes_of(client) == too_few  # accepted, its documents not made
    with app.app_context():
        making.make_documents(second, lambda _done, _all: None)
    assert bytes_of(client) == too_few  # made, and not released
    move(app, second, STOPPED, "a fault")
    assert bytes_of(client) == too_few  # stopped


def test_the_ledgers_no_and_too_few_answers_give_the_same_page_but_for_the_names(
    released: Released,
) -> None:
    """Bodø has enough people; its figures would give Alstahaug's away."""
    client, pages = released.client("nb"), []
    for number in (BODO, ALSTAHAUG):
        name = all_municipalities()[number].name
        text = bytes_of(client, f"/reports/grief/municipality/{number}").decode()
        pages.append(text.replace(name, "Byen").replace(number, "0000"))

    assert pages[0] == pages[1]
    assert "For få svar." in pages[0]


def test_those_who_came_after_the_cut_off_wait_behind_the_same_page(
    app: Flask, client: PageClient
) -> None:
    study = make_study(app, "grief", kind=EVALUATION)
    add_round(app, study, {NARVIK: (3,)})
    waiting = add_round(app, study, {VEFSN: (5, 5, 5)}, at=1)
    assert len(waiting[VEFSN]) == 15
    pages = [
        bytes_of(client, f"/reports/grief/municipality/{number}")
        .decode()
        .replace(all_municipalities()[number].name, "the town")
        .replace(number, "0000")
        for number in (NARVIK, VEFSN)
    ]

    assert pages[0] == pages[1]


def test_it_tells_from_the_first_day_where_groups_are_and_what_is_measured(
    app: Flask, client: PageClient
) -> None:
    study = make_study(app, "grief", name="Grief", kind=EVALUATION)
    with writing(app) as session:
        session.add(CutOff(study_id=study.id, week="2037-W22"))
    make_group(app, study)
    text = client.open(ADDRESS).text

    assert "This page holds no answers" in text
    assert "Groups that have started: fewer than five" in text
    assert "Contact points:" in text
    assert "Sense of coherence" in text
    assert "Self-efficacy" in text
    assert "Next possible edition: May 2037" in text
    assert "figures for" not in text  # no pool has been released


def test_a_study_without_a_date_says_so(app: Flask, client: PageClient) -> None:
    study = make_study(app, "grief", kind=EVALUATION)
    make_group(app, study)
    text = client.open(ADDRESS).text

    assert "No date has been set for a next edition." in text
    assert "Next possible edition" not in text


def test_the_pool_is_named_and_linked_only_once_it_is_released(
    app: Flask, client: PageClient, released: Released
) -> None:
    study = make_study(app, "waits", kind=EVALUATION)
    add_round(app, study, {VEFSN: (4, 3), RANA: (4, 4)})
    add_pool(app, study, (VEFSN, RANA))
    assert "Salten" not in client.open(f"/reports/waits/municipality/{VEFSN}").text

    out = released.client().open(f"/reports/shown/municipality/{VEFSN}")

    assert "in the figures for Salten" in out.text
    assert "Before and after" in released.client().open(out.links()["Salten"]).heading


@pytest.mark.parametrize(
    ("count", "shown"), [(0, 0), (1, 0), (2, 0), (3, 0), (4, 0), (5, 5), (9, 5), (10, 10)]
)
def test_a_count_of_groups_never_says_whether_three_have_started(count: int, shown: int) -> None:
    assert in_whole_fives(count) == shown


def test_five_groups_are_at_least_five(app: Flask, client: PageClient) -> None:
    study = make_study(app, "grief", kind=EVALUATION)
    for _ in range(7):
        make_group(app, study)

    assert "Groups that have started: at least 5" in client.open(ADDRESS).text


def test_a_place_outside_the_study_has_no_page(released: Released) -> None:
    client = released.client()
    for address in ("municipality/0301", "municipality/x", f"pool/{'A' * 32}"):
        client.open(f"/reports/grief/{address}", 404)


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_a_whole_study_without_a_release_shows_every_municipality_in_order(
    app: Flask, open_client: object, language: str
) -> None:
    study = make_study(app, "grief", kind=EVALUATION)
    make_group(app, study, "1806", "Narvik")
    make_group(app, study, "0301", "Oslo")
    page = open_client(language).open("/reports/grief/study/all")  # type: ignore[operator]

    assert [one.text for one in page.root.all("dt")] == ["Oslo", "Narvik"]
