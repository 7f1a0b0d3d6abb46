"""A released report: its page, and the files as they were stored."""

from __future__ import annotations

import hashlib
import io
import re
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader
from sqlalchemy import select, update

from survey.models import Edition, Participant, ReportDocument, ReportFile, Response
from tests.factories import make_study, read, writing
from tests.released import ALSTAHAUG, NARVIK, add_round, make_edition

if TYPE_CHECKING:
    from flask import Flask

    from tests.page_client import Page, PageClient
    from tests.public_reports import Released

NEWEST = f"/reports/grief/municipality/{NARVIK}"


def files_on(page: Page) -> dict[str, str]:
    """Return the address of each file on a page, with the SHA-256 that stands beside it."""
    links = [one["href"] for one in page.root.all("a") if "/reports/files/" in one.get("href")]
    hashes = [one.text for one in page.root.all("dd") if one.get("class") == "hash"]
    return dict(zip(links, hashes, strict=True))


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_newest_report_is_a_page_in_every_language(released: Released, language: str) -> None:
    page = released.client(language).open(NEWEST)

    assert "Narvik" in page.heading
    assert "Sorg og samliv" in page.text
    assert re.search(r"(Edition|Utgave|Utgåve) 2", page.text)


def test_every_file_is_what_was_stored_and_its_hash_stands_beside_it(released: Released) -> None:
    client = released.client()
    files = files_on(client.open(NEWEST))

    assert len(files) == 9  # three registers in three languages
    for address, told in files.items():
        sent = client.get(address)
        assert hashlib.sha256(sent.get_data()).hexdigest() == told
        assert sent.headers["ETag"] == f'"{told}"'
        assert sent.mimetype == "application/pdf"
        assert "Set-Cookie" not in sent.headers
        assert "Cookie" not in sent.headers.get("Vary", "")
    assert PdfReader(io.BytesIO(sent.get_data())).pages


def test_a_file_that_is_kept_already_is_not_sent_again(released: Released) -> None:
    client = released.client()
    address, told = next(iter(files_on(client.open(NEWEST)).items()))

    again = client.browser.get(address, headers={"If-None-Match": f'"{told}"'})

    assert again.status_code == 304
    assert again.get_data() == b""


def test_the_page_and_the_pdf_tell_the_same_figures(released: Released) -> None:
    client = released.client("nn")
    page = client.open(NEWEST)
    cells = [one.text for one in page.root.all("table")[0].all("td")]
    address = next(one for one in files_on(page) if one.endswith("/report.nn.pdf"))
    printed = PdfReader(io.BytesIO(client.get(address).get_data()))
    text = " ".join(one.extract_text() for one in printed.pages).replace("\u00a0", " ")

    figures = [cell for cell in cells if re.fullmatch(r"[−\d]+,\d", cell)]
    assert len(figures) >= 15
    assert [one for one in figures if one not in text] == []


def test_an_earlier_edition_stays_and_says_that_there_is_a_newer_one(released: Released) -> None:
    client = released.client()
    newest = client.open(NEWEST)
    earlier = next(one for one in newest.links() if one.startswith("Edition 1"))

    page = client.open(newest.links()[earlier])

    assert "There is a newer edition of this report." in page.text
    assert "There is a newer edition" not in newest.text
    assert files_on(page).keys().isdisjoint(files_on(newest))


def test_a_report_stays_as_it_is_when_answers_change_or_go(app: Flask, client: PageClient) -> None:
    study = make_study(app, "grief")
    add_round(app, study, {NARVIK: (4, 4, 4)})
    make_edition(app, study)
    before = client.get(NEWEST).get_data()
    with writing(app) as session:
        session.execute(update(Response).values(value=1))
        session.delete(session.scalars(select(Participant).limit(1)).one())

    assert client.get(NEWEST).get_data() == before


@pytest.mark.parametrize("state", ["proposed", "accepted", "made", "stopped"])
def test_nothing_of_an_edition_that_is_not_released_is_found(
    app: Flask, client: PageClient, state: str
) -> None:
    study = make_study(app, "grief", kind="evaluation")
    add_round(app, study, {NARVIK: (4, 4, 4)})
    edition = make_edition(app, study, "made" if state == "stopped" else state)
    if state == "stopped":
        with writing(app) as session:
            session.execute(
                update(Edition)
                .where(Edition.id == edition)
                .values(state="stopped", closed_by="x", closed_week="2026-W40", reason="a fault")
            )
    documents = [row[0] for row in read(app, select(ReportDocument.id))]
    assert documents or state in {"proposed", "accepted"}

    assert "This page holds no answers" in client.open(NEWEST).text
    for document in documents:
        client.open(f"/reports/edition/{document.upper()}", 404)
        client.open(f"/reports/files/{document.upper()}/report.nb.pdf", 404)
    assert client.get("/reports/series.csv").get_data().count(b"\n") == 1  # the header


def test_a_file_that_there_is_not_is_a_page_that_says_so(released: Released) -> None:
    client = released.client()
    address = next(iter(files_on(client.open(NEWEST))))

    client.open(address.rpartition("/")[0] + "/report.fr.pdf", 404)
    client.open(f"/reports/files/{'A' * 32}/report.nb.pdf", 404)


def test_what_is_stored_for_a_place_without_a_report_is_nothing(released: Released) -> None:
    found = read(released.app, select(ReportDocument.id).filter_by(recipient=ALSTAHAUG))

    assert found == []
    assert len(read(released.app, select(ReportFile.name).distinct())) == 9
