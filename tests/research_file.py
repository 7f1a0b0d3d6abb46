"""The research file of a study, made as a job makes it."""

from __future__ import annotations

import csv
from pathlib import Path

from flask import Flask

from survey.export import making
from survey.export.kinds import CSV, LONG, RESEARCH, VARIABLES, Order
from survey.export.making import Asked, Made
from survey.extensions import db
from survey.models import Study


def make_research_file(app: Flask, study: Study, folder: Path) -> Made:
    with app.app_context():
        asked = Asked(
            study, Order(RESEARCH, CSV, LONG, VARIABLES), app.config["SETTINGS"].export_key
        )
        return making.make(db.session, asked, folder / "answers.csv")


def rows_of(made: Made) -> list[dict[str, str]]:
    with made.path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
