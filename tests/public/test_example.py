"""The report filled with invented numbers, for anybody at any time."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from tests.factories import make_staff, make_study
from tests.pages import SignInPage

if TYPE_CHECKING:
    from flask import Flask

    from tests.page_client import PageClient

STAMPS = {
    "nb": "Eksempel med oppdiktede tall",
    "nn": "Døme med oppdikta tal",
    "en": "Example with invented numbers",
}


@pytest.mark.parametrize(("language", "stamp"), STAMPS.items())
def test_it_is_a_page_and_three_files_under_its_stamp(
    app: Flask, open_client: object, language: str, stamp: str
) -> None:
    client: PageClient = open_client(language)  # type: ignore[operator]
    page = client.open(client.open("/reports").links()[TO_EXAMPLE[language]])
    files = [
        one["href"]
        for one in page.root.all("a")
        if one.get("href").partition("?")[0].endswith(f".{language}.pdf")
    ]

    assert stamp in page.text
    assert len(files) == 3
    for address in files:
        sent = client.get(address)
        assert sent.mimetype == "application/pdf"
        printed = PdfReader(io.BytesIO(sent.get_data()))
        assert all(stamp in one.extract_text() for one in printed.pages)


TO_EXAMPLE = {
    "nb": "Se hvordan en rapport ser ut, med oppdiktede tall",
    "nn": "Sjå korleis ein rapport ser ut, med oppdikta tal",
    "en": "See what a report looks like, with invented numbers",
}


def test_a_file_that_the_example_does_not_have_is_a_page_that_says_so(client: PageClient) -> None:
    client.open("/reports/example/report.fr.pdf", 404)


def test_those_who_run_a_study_find_it_from_the_studys_page(app: Flask, client: PageClient) -> None:
    make_study(app, "grief")
    SignInPage(client).sign_in(make_staff(app, "coordinator"))
    page = client.open("/staff/studies/grief")

    assert page.links()[TO_EXAMPLE["en"]] == "/reports/example"
