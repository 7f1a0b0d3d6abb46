"""What the program's own text must not contain."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

import survey

SURVEY = Path(survey.__file__).parent
SQL_IN_WORDS = {"exec_driver_sql", "DDL", "literal_column"}
# Where a database's own words are needed: its guards, its pragmas, its version.
MAY_WORD_SQL = re.compile(r"database(_\w+)?|schema|guards|prepared")
KEPT_IN_A_BROWSER = re.compile(
    r"localStorage|sessionStorage|indexedDB|\bcaches\b|document\.cookie|serviceWorker|sendBeacon"
)
RUNS_TEXT = re.compile(
    r"\beval\(|new Function|innerHTML|outerHTML|document\.write|insertAdjacentHTML"
)


def modules() -> Iterator[tuple[Path, ast.Module]]:
    for path in SURVEY.rglob("*.py"):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def called(node: ast.AST) -> str:
    if not isinstance(node, ast.Call):
        return ""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def takes_text_of_sqlalchemy(tree: ast.Module) -> bool:
    return any(
        isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith("sqlalchemy")
        and "text" in {one.name for one in node.names}
        for node in ast.walk(tree)
    )


def test_no_statement_for_the_database_is_put_together_from_what_somebody_sent() -> None:
    found = [
        f"{path.relative_to(SURVEY)}: {ast.unparse(node)[:80]}"
        for path, tree in modules()
        if not MAY_WORD_SQL.fullmatch(path.stem)
        for words in [SQL_IN_WORDS | ({"text"} if takes_text_of_sqlalchemy(tree) else set())]
        for node in ast.walk(tree)
        if called(node) in words and not isinstance(node.args[0], ast.Constant)
    ]
    assert found == []


def test_every_code_key_and_token_is_drawn_from_the_systems_own_chance() -> None:
    """Nothing of ours is drawn by ``random``, whose numbers follow from a few of them."""
    found = {
        str(path.relative_to(SURVEY))
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in [getattr(node, "module", None) or "", *(one.name for one in node.names)]
        if name in {"random", "uuid"}
    }
    assert found == set()


def test_no_script_keeps_anything_in_the_browser_or_runs_a_text() -> None:
    scripts = {path: path.read_text(encoding="utf-8") for path in SURVEY.rglob("static/**/*.js")}
    assert scripts
    found = {
        f"{path.name}: {match.group()}"
        for path, text in scripts.items()
        for rule in (KEPT_IN_A_BROWSER, RUNS_TEXT)
        for match in rule.finditer(text)
    }
    assert found == set()


def test_nothing_but_drawings_of_our_own_gets_into_a_page_without_being_made_harmless() -> None:
    found = {
        f"{path.name}: {match.group()}"
        for path in SURVEY.rglob("*.html")
        for match in re.finditer(r"[\w.]+\s*\|\s*safe|autoescape false", path.read_text("utf-8"))
    }
    # Each is made by a template or a drawing of ours, which have made harmless what is in them.
    assert found == {
        "_blocks.html: block.svg|safe",
        "phone.html: picture | safe",
        "plan.html: drawing | safe",
        "preview.html: letter | safe",
        "results.html: picture | safe",
        "section.html: html | safe",
        "summary.html: page.svg|safe",
    }


def test_no_module_unpickles_runs_a_shell_or_reads_yaml() -> None:
    found = {
        f"{path.relative_to(SURVEY)}: {ast.unparse(node)[:80]}"
        for path, tree in modules()
        for node in ast.walk(tree)
        if called(node) in {"eval", "exec", "compile_command", "system", "popen", "unsafe_load"}
        or (isinstance(node, ast.Import) and {one.name for one in node.names} & {"pickle", "yaml"})
        or (isinstance(node, ast.keyword) and node.arg == "shell")
    }
    assert found == set()


def test_every_form_that_is_sent_without_the_proof_of_its_page_is_refused(served: Flask) -> None:
    browser = served.test_client()
    address = "https://sammenheng.example.no"
    answers = {
        rule.rule: browser.post(
            re.sub(r"<[^>]+>", "a" * 32, rule.rule),
            base_url=address,
            headers={"Referer": f"{address}/"},
            data={"csrf_token": "a" * 60},
        ).status_code
        for rule in served.url_map.iter_rules()
        if "POST" in (rule.methods or ())
    }
    assert len(answers) > 80
    assert {rule: status for rule, status in answers.items() if status not in {400, 404}} == {}


@pytest.mark.parametrize("referer", ["https://evil.example/", "http://sammenheng.example.no/", ""])
def test_over_https_a_form_of_another_site_is_refused_even_with_a_good_proof(
    served: Flask, referer: str
) -> None:
    browser, address = served.test_client(), "https://sammenheng.example.no"
    page = browser.get("/", base_url=address).get_data(as_text=True)
    (token,) = set(re.findall(r'name="csrf_token"[^>]* value="([^"]+)"', page))
    sent = {"csrf_token": token, "code": "ZZZZZ-ZZZZZ"}
    refused = browser.post("/", base_url=address, data=sent, headers={"Referer": referer})
    assert refused.status_code == 400
    own = browser.post("/", base_url=address, data=sent, headers={"Referer": f"{address}/"})
    assert own.status_code != 400 or "code" in own.get_data(as_text=True)
