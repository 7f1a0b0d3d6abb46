"""A study, a paper form or a report beyond a permission is refused, with the reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask

from survey.errors import NotPermitted, StudyNotOpen
from survey.extensions import db
from survey.models import InstrumentWording, Staff, Study
from survey.models.study import DRAFT
from survey.paper.operations import form_to_print
from survey.release import editions
from survey.set_up import checklist
from survey.wording import installed, uses
from survey.wording.permission import Use, check_covers, covers
from tests.factories import make_answered, make_card, make_study, random_responses, writing
from tests.letters import install_letter
from tests.page_client import PageClient
from tests.pages import CardPage, QuestionsPage, begin
from tests.wordings import (
    TODAY,
    install_both,
    install_content,
    install_text,
    invented,
    make_real_study,
)

OpenClient = Callable[..., PageClient]
PAST, FAR = dt.date(2026, 2, 2), dt.date(2036, 1, 1)


@pytest.mark.parametrize(
    ("details", "use", "reason"),
    [
        ({}, Use("research", "web", TODAY), ""),
        ({}, Use("research", "paper", TODAY), ""),
        ({}, Use("service_evaluation", "web", TODAY), "does not cover the evaluation of a service"),
        ({"modes": {"web"}}, Use("research", "paper", TODAY), "does not cover printing it"),
        ({"modes": {"paper"}}, Use("research", "web", TODAY), "does not cover showing it on a"),
        ({"valid_until": TODAY}, Use("research", "web", TODAY), ""),
        ({"valid_until": PAST}, Use("research", "web", TODAY), "ended on 2 February 2026"),
        ({"valid_until": PAST}, Use("research", "", None), ""),
        ({"purposes": {"service_evaluation"}}, Use("research", "web", TODAY), "cover research"),
    ],
)
def test_a_use_beyond_the_permission_is_refused_with_the_reason(
    app: Flask, details: dict, use: Use, reason: str
) -> None:
    row_id = install_text(app, "soc13", **details)
    with writing(app) as session:
        row = session.get_one(InstrumentWording, row_id)
        rows = list(installed.permissions(session, row_id))
        assert covers(row, rows, use) is (reason == "")
        if reason:
            with pytest.raises(NotPermitted, match=reason):
                check_covers(row, rows, use, "refused")


def test_any_one_permission_that_holds_is_enough(app: Flask) -> None:
    row_id = install_text(app, "soc13", valid_until=FAR)
    install_text(app, "soc13", modes=frozenset({"paper"}), valid_until=PAST)
    with writing(app) as session:
        row = session.get_one(InstrumentWording, row_id)
        rows = list(installed.permissions(session, row_id))
        assert covers(row, rows, Use("research", "web", TODAY))


def lacks(app: Flask, study: Study) -> list[tuple[str, str, str, bool]]:
    with app.app_context():
        return [
            (one.instrument_key, one.language, one.what.kind, one.blocks)
            for one in uses.readiness(db.session, study)
        ]


def test_a_trial_lacks_nothing(app: Flask) -> None:
    assert lacks(app, make_study(app)) == []


def test_a_study_of_real_people_lacks_a_text_of_each_instrument(app: Flask) -> None:
    study = make_real_study(app)
    assert lacks(app, study) == [
        ("soc13", "", "not_installed", True),
        ("gse", "", "not_installed", True),
    ]
    install_both(app)
    nearest = [(key, one) for key in ("soc13", "gse") for one in ("nn", "en")]
    assert lacks(app, study) == [(key, one, "no_nearest", False) for key, one in nearest]


def test_an_installed_text_beyond_its_permission_is_as_good_as_none(app: Flask) -> None:
    study = make_real_study(app, purpose="service_evaluation")
    install_both(app, valid_until=PAST)
    assert {(kind, blocks) for _key, _language, kind, blocks in lacks(app, study)} == {
        ("not_for_service_evaluation", True),
        ("ended", True),
    }


def test_a_study_waits_until_each_text_has_a_permission_that_covers_it(app: Flask) -> None:
    study = make_real_study(app, state=DRAFT)
    install_text(app, "soc13")
    install_text(app, "gse", valid_until=PAST)
    with writing(app) as session:
        found = session.get_one(Study, study.id)
        with pytest.raises(NotPermitted, match=r"GSE \(Brev 14\) ended on 2 February 2026"):
            uses.check_may_open(session, found)
        assert checklist.without_permission(session, found) == ("gse",)
    install_text(app, "gse", valid_until=FAR)
    with writing(app) as session:
        found = session.get_one(Study, study.id)
        uses.check_may_open(session, found)
        assert checklist.without_permission(session, found) == ()


def test_a_paper_form_needs_a_permission_to_print_it(app: Flask) -> None:
    study = make_real_study(app)
    install_letter(app, study)
    rows = install_both(app, modes=frozenset({"web"}))
    with writing(app) as session:
        found = session.get_one(Study, study.id)
        with pytest.raises(NotPermitted, match="does not cover printing it"):
            form_to_print(session, found, "pre", "nn")
    install_both(app)
    with writing(app) as session:
        form = form_to_print(session, session.get_one(Study, study.id), "pre", "nn").form
        assert form.wording_ids == rows


def test_a_printed_text_stays_though_nobody_has_answered_it(app: Flask) -> None:
    rows = install_both(app)
    with writing(app) as session:
        found = session.get_one(Study, make_study(app).id)
        form_to_print(session, found, "pre", "nb")
        assert installed.version_of(session, rows["gse"]).is_used


def test_a_report_needs_a_permission_for_what_the_study_is_for(app: Flask) -> None:
    install_both(app, valid_until=PAST)
    study = make_real_study(app)
    make_answered(app, make_card(app, study), "pre", random_responses(1))
    with app.app_context():
        uses.check_may_report(db.session, study)  # answered in time, told later
    other = make_real_study(app, key="served", purpose="service_evaluation")
    make_answered(app, make_card(app, other), "pre", random_responses(1))
    with app.app_context():
        somebody = Staff(id="a" * 32, role="coordinator")
        with pytest.raises(NotPermitted, match="does not cover the evaluation of a service"):
            editions.ask(other, somebody)


def test_a_report_on_stand_ins_in_a_study_of_real_people_is_refused(app: Flask) -> None:
    study = make_real_study(app)
    make_answered(app, make_card(app, study), "pre", random_responses(1))
    with app.app_context(), pytest.raises(NotPermitted, match="No text of GSE is installed"):
        uses.check_may_report(db.session, study)


def test_the_purpose_stays_once_people_have_been_asked_for_it(app: Flask) -> None:
    study = make_real_study(app)
    with app.app_context(), pytest.raises(StudyNotOpen, match="its purpose stays"):
        uses.set_purpose(db.session, study, "service_evaluation")
    assert uses.may_change_purpose(make_real_study(app, key="draft", state=DRAFT))
    assert uses.may_change_purpose(make_study(app, "trial"))


def take_back(app: Flask, row_id: str) -> None:
    with writing(app) as session:
        row = session.get_one(InstrumentWording, row_id)
        installed.take_back(session, row, "slutt", TODAY)


def test_nobody_begins_after_a_permission_has_ended(app: Flask, open_client: OpenClient) -> None:
    study = make_real_study(app)
    install_letter(app, study)
    install_both(app, valid_until=PAST)
    page = CardPage(open_client("nb")).type_code(make_card(app, study).code, 403)
    assert page.heading == "Undersøkelsen tar ikke imot svar nå"


def test_who_has_begun_goes_on_to_the_end_after_it_has_ended(
    app: Flask, open_client: OpenClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = make_real_study(app)
    install_letter(app, study)
    end = dt.datetime.now(tz=dt.UTC).date()
    install_both(app, valid_until=end)
    begun, other = open_client("nb"), open_client("nb")
    begin(begun, make_card(app, study), "nb")
    begin(other, make_card(app, study), "nb")
    QuestionsPage(begun, 1).answer(soc13_01=3)
    monkeypatch.setattr(uses, "today", lambda: end + dt.timedelta(days=1))
    assert "prøvesetning 6" in QuestionsPage(begun, 2).page.text
    QuestionsPage(begun, 2).answer(soc13_06=3)
    refused = other.open("/questions/1", 403)
    assert refused.heading == "Undersøkelsen tar ikke imot svar nå"


def test_a_permission_that_is_taken_back_counts_at_once(
    app: Flask, open_client: OpenClient
) -> None:
    study, client = make_real_study(app), open_client("nb")
    install_letter(app, study)
    rows = install_both(app)
    begin(client, make_card(app, study), "nb")
    QuestionsPage(client, 1).answer(soc13_01=3)
    take_back(app, rows["gse"])
    refused = client.open("/questions/2", 403)
    assert refused.heading == "Undersøkelsen tar ikke imot svar nå"


def test_a_study_of_real_people_shows_no_text_without_a_permission_though_one_is_nearer(
    app: Flask, open_client: OpenClient
) -> None:
    study = make_real_study(app)
    install_letter(app, study)
    install_both(app, "nb")
    for row_id in install_both(app, "nn").values():
        take_back(app, row_id)
    client = open_client("nn")
    begin(client, make_card(app, study), "nn")
    page = QuestionsPage(client, 1).page
    assert "Hvordan er det med prøvesetning 1 for deg?" in page.text
    assert "berre på norsk bokmål, fordi berre den teksten er godkjend" in page.text


def test_who_has_begun_with_a_text_goes_on_with_it_when_a_newer_one_comes(
    app: Flask, open_client: OpenClient
) -> None:
    install_both(app)
    study, client, later = make_study(app), open_client("nb"), open_client("nb")
    begin(client, make_card(app, study), "nb")
    QuestionsPage(client, 1).answer(soc13_01=3)
    newer = invented(version="prøve 2")
    for item in newer["items"].values():
        item["text"] = item["text"].replace("prøvesetning", "den rettede setningen")
    install_content(app, newer)
    assert "prøvesetning 6" in QuestionsPage(client, 2).page.text
    begin(later, make_card(app, study), "nb")
    assert "den rettede setningen 6" in QuestionsPage(later, 2).page.text
