"""The check code that is printed on a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from survey.models import Edition, ReportDocument, ReportFile
from survey.release.check_codes import new_check_code, read_check_code
from tests.factories import make_study, read
from tests.released import NARVIK, add_round, make_edition

if TYPE_CHECKING:
    from flask import Flask

    from tests.page_client import Page, PageClient
    from tests.public_reports import Released


def printed_code(app: Flask) -> tuple[str, str]:
    """Return the code of the newest report on Narvik, and its document's id."""
    query = (
        select(ReportDocument.check_code, ReportDocument.id)
        .join(Edition)
        .where(ReportDocument.recipient == NARVIK)
        .order_by(Edition.number.desc())
    )
    code, document = read(app, query)[0]
    return code, document


def check(client: PageClient, code: str) -> Page:
    return client.send(client.open("/reports/check"), code=code)


def test_a_code_says_which_report_it_is_of_when_it_was_released_and_the_hash_of_each_file(
    app: Flask, client: PageClient
) -> None:
    study = make_study(app, "grief", name="Sorg og samliv", kind="evaluation")
    add_round(app, study, {NARVIK: (4, 4, 4)})
    edition = make_edition(app, study)
    code, document = printed_code(app)
    page = check(client, code)
    ((week,),) = read(app, select(Edition.closed_week).filter_by(id=edition))

    for words in ("Narvik municipality", "Sorg og samliv", "Edition 1", f"week {int(week[6:])}"):
        assert words in page.text
    hashes = [
        one[0] for one in read(app, select(ReportFile.sha256).filter_by(document_id=document))
    ]
    assert len(hashes) == 9
    assert [one for one in hashes if one not in page.text] == []


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_it_is_found_however_it_is_typed(released: Released, language: str) -> None:
    code, _ = printed_code(released.app)
    for typed in (code.lower(), code.replace("-", " "), f"  {code.replace('0', 'o')} "):
        page = check(released.client(language), typed)
        assert code in page.text
        assert page.root.all("dd")


@pytest.mark.parametrize("typed", ["0000-0000", "12345-12345", "æøå", "=1+1", "x" * 30])
def test_a_code_that_no_released_report_has_gives_one_answer(
    released: Released, typed: str
) -> None:
    page = check(released.client(), typed)

    assert "No released report has this code." in page.text
    assert not page.root.all("dd")


def test_an_empty_field_is_asked_for_again(released: Released) -> None:
    page = check(released.client(), "")

    assert "Type the check code" in page.root.one("div", role="alert").text


def test_a_report_that_is_not_released_is_not_found(app: Flask, client: PageClient) -> None:
    study = make_study(app, "grief", kind="evaluation")
    add_round(app, study, {NARVIK: (4, 4, 4)})
    make_edition(app, study, "made")
    code, _ = printed_code(app)

    assert "No released report has this code." in check(client, code).text


def test_codes_are_new_each_time_and_read_back() -> None:
    codes = {new_check_code() for _ in range(100)}

    assert len(codes) == 100
    assert {read_check_code(code.lower().replace("-", "")) for code in codes} == codes
    assert read_check_code("1234-567") is None
    assert read_check_code("il0o-vu12") == "1100-VV12"
