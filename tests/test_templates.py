"""Templates: all used, none switching the escaping off where it is not meant."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import meta, nodes

import survey

SURVEY = Path(survey.__file__).parent
FOLDER = SURVEY / "templates"
TEMPLATES = {
    path.relative_to(FOLDER).as_posix(): path.read_text(encoding="utf-8")
    for path in sorted(FOLDER.rglob("*.html"))
}
LONGEST_TEMPLATE = 80
# What may go to a page as it is: drawings, which escape their own words, and a rendered template.
UNESCAPED = {
    "auth/phone.html": ["picture"],
    "administer/_display.html": ["display_buttons"],
    "report/_blocks.html": ["block.svg"],
    "planner/plan.html": ["drawing"],  # escaped word by word, see survey/report/drawing.py
    "report/results.html": ["picture"],
    "report/section.html": ["html"],  # made by a template of ours, in the job
    "set_up/preview.html": ["letter"],  # made by a template of ours, in another language
}


@pytest.fixture(scope="module")
def trees() -> dict[str, nodes.Template]:
    environment = Flask("survey", root_path=str(SURVEY)).jinja_env
    environment.add_extension("jinja2.ext.i18n")
    return {name: environment.parse(text) for name, text in TEMPLATES.items()}


def strings_in_code() -> set[str]:
    return {
        node.value
        for path in SURVEY.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_every_template_is_used(trees: dict[str, nodes.Template]) -> None:
    named = {one for tree in trees.values() for one in meta.find_referenced_templates(tree)}
    assert TEMPLATES.keys() == (named | strings_in_code()) & TEMPLATES.keys()


def test_every_template_that_is_named_is_there(trees: dict[str, nodes.Template]) -> None:
    named = {one for tree in trees.values() for one in meta.find_referenced_templates(tree)}
    # Every page's template lies in a folder; a bare name is a file that a command writes.
    named |= {one for one in strings_in_code() if re.fullmatch(r"\w+/[\w/]+\.html", one)}
    assert named <= TEMPLATES.keys()


def test_every_macro_is_used(trees: dict[str, nodes.Template]) -> None:
    macros = {macro.name for tree in trees.values() for macro in tree.find_all(nodes.Macro)}
    called = {
        call.node.name
        for tree in trees.values()
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name)
    }
    assert macros <= called


def test_every_macro_that_is_imported_is_used_by_somebody(trees: dict[str, nodes.Template]) -> None:
    for name, tree in trees.items():
        family = [
            name,
            *(child for child, one in trees.items() if name in meta.find_referenced_templates(one)),
        ]
        used = {one.name for member in family for one in trees[member].find_all(nodes.Name)}
        for node in tree.find_all(nodes.FromImport):
            assert {one if isinstance(one, str) else one[0] for one in node.names} <= used, name


def test_escaping_is_switched_off_only_where_it_is_meant(trees: dict[str, nodes.Template]) -> None:
    found: dict[str, list[str]] = {}
    for name, tree in trees.items():
        for one in tree.find_all(nodes.Filter):
            if one.name == "safe":
                found.setdefault(name, []).append(words_of(one.node))
        assert not list(tree.find_all(nodes.ScopedEvalContextModifier)), name
    assert found == UNESCAPED


def words_of(node: nodes.Node | None) -> str:
    if isinstance(node, nodes.Getattr):
        return f"{words_of(node.node)}.{node.attr}"
    if isinstance(node, nodes.Call):
        return words_of(node.node)
    return node.name if isinstance(node, nodes.Name) else repr(node)


def test_no_code_marks_text_as_safe_but_the_templates_own_sentences() -> None:
    marking = [
        path.name for path in SURVEY.rglob("*.py") if "Markup" in path.read_text(encoding="utf-8")
    ]
    assert marking == ["kept_pages.py", "template_text.py"]  # a hole's name, and a sentence


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_can_be_read_in_one_go(name: str) -> None:
    assert len(TEMPLATES[name].splitlines()) <= LONGEST_TEMPLATE


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_has_no_style_script_or_address_of_its_own(name: str) -> None:
    own_script = r"<script src=\"{{ url_for\('static', filename='\w+\.js'\) }}\"></script>"
    text = re.sub(own_script, "", TEMPLATES[name])
    assert not re.search(r"<style|<script|\sstyle=|\son[a-z]+=|javascript:", text)
    assert not re.search(r"(href|action|src)=\"(?!{{|#|tel:)", text)
