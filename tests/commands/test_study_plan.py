"""The analysis plan, given from the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from survey.models import AnalysisPlan
from tests.factories import make_study, read

pytestmark = pytest.mark.usefixtures("installation")


def test_a_study_gets_its_plan_from_a_file(
    app: Flask, sammenheng: Callable, tmp_path: Path
) -> None:
    make_study(app)
    plan = tmp_path / "plan.toml"
    plan.write_text('primary = "gse_total"\n', encoding="utf-8")
    assert sammenheng("study", "plan", "try", plan).code == 0
    assert len(read(app, select(AnalysisPlan.study_id))) == 1


def test_a_plan_with_a_fault_is_refused_with_its_place(
    app: Flask, sammenheng: Callable, tmp_path: Path
) -> None:
    make_study(app)
    plan = tmp_path / "plan.toml"
    plan.write_text("alpha = 7\n", encoding="utf-8")
    refused = sammenheng("study", "plan", "try", plan)
    assert refused.code == 1
    assert "alpha must be between 0 and 1" in refused.err
