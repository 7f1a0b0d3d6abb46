"""Fetching a package, reading a file, proposing: what several tests of files do."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from pathlib import Path
from typing import Any

from flask import Flask

from survey.models import ExportProposal, Study
from tests.factories import writing
from tests.page_client import PageClient


def with_csv(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def fetched(researcher: PageClient, address: str) -> dict[str, bytes]:
    """Press the button that fetches a package, and return what is in it."""
    page = researcher.open(address)
    form = next(
        one
        for one in page.root.all("form")
        if any(button.text == "Fetch the package (ZIP)" for button in one.all("button"))
    )
    response = researcher.post(form)
    assert response.content_type == "application/zip"
    with zipfile.ZipFile(io.BytesIO(response.get_data())) as package:
        return {name: package.read(name) for name in package.namelist()}


def make_proposal(app: Flask, study: Study, **details: Any) -> None:
    values = {
        "kind": "sharing", "variables": [], "variables_sha256": "0" * 64, "purpose": "An archive",
        "valid_until": dt.date(2030, 1, 1), "state": "proposed", "proposed_by": "somebody",
        "proposed_week": "2026-W40",
    }  # fmt: skip
    with writing(app) as session:
        session.add(ExportProposal(study_id=study.id, **(values | details)))
