"""Who may import whom, read from the source."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PATHS = sorted(path for package in ("scoring", "survey") for path in (ROOT / package).rglob("*.py"))
LONGEST_MODULE = 250
SIDES = ("survey.participant_side", "survey.staff_side")  # of the house; see survey/__init__.py
HEAVY = {"pandas", "scipy", "pyarrow", "typst", "pingouin", "openpyxl", "pyreadstat", "statsmodels"}
HEAVY |= {"dask", "distributed"}

# Where a module (left) may not reach. A name stands for everything below it.
FORBIDDEN = {
    "scoring.*": ["survey", "flask", "flask_babel", "sqlalchemy", "wtforms", "click", "jinja2"],
    "survey.models.*": ["flask", "wtforms", "flask_wtf", "survey.[!m]*", "scoring.[!e]*"],
    "survey.errors": ["survey", "flask", "werkzeug", "scoring"],
    "survey.policies": ["flask", "werkzeug", "survey.extensions"],
    "survey.study_states": ["flask", "sqlalchemy", "survey.policies", "survey.extensions"],
    "survey.set_up.policies": ["flask", "werkzeug", "sqlalchemy", "survey.extensions"],
    "survey.permissions": ["flask", "werkzeug", "survey.extensions"],
    "survey.*.operations": [
        "survey.*.forms",
        "survey.*.views",
        "wtforms",
        "flask_wtf",
        "werkzeug",
        "flask.render_template",
        "flask.request",
        "flask.session",
    ],
    "survey.administer.second_time": [
        "survey.*.*forms",
        "survey.*.views",
        "survey.*.*_pages",
        "wtforms",
        "flask_wtf",
        "werkzeug",
        "flask",
    ],
    "survey.administer.calendar_file": ["flask", "sqlalchemy", "survey"],
    "survey.*.*_pages": ["sqlalchemy", "survey.database", "survey.extensions.db", *HEAVY],
    "survey.*.beside_forms": ["survey.models", "survey.extensions", "sqlalchemy"],
    "survey.*.forms": [
        "survey.models",
        "survey.database",
        "survey.extensions",
        "sqlalchemy",
        "survey.*.operations",
        "survey.*.views",
    ],
    "survey.*.presenters": [
        "survey.models",
        "survey.extensions",
        "flask",
        "sqlalchemy",
        "survey.*.views",
    ],
    "survey.*.views": ["sqlalchemy", "survey.database", "survey.extensions.db", *HEAVY],
    "survey.administer.choices": ["sqlalchemy", "survey.database", "survey.extensions.db", *HEAVY],
    "survey.administer.writes": ["survey", "flask", "sqlalchemy"],
    "survey.administer.keeping": ["flask", "sqlalchemy", "survey.models", "survey.extensions"],
    "survey.release.gate": ["survey.models", "survey.extensions", "flask", "sqlalchemy"],
    "survey.report.facts": ["flask", "sqlalchemy", "survey.models", *HEAVY],
    "survey.wording.spread*": ["survey", "scoring", "flask", "sqlalchemy"],
    "survey.wording.permission": ["flask", "survey.extensions"],
    "survey.wording.reading": ["flask", "sqlalchemy", "survey.models", "survey.extensions"],
    "survey.letter.*": ["flask", "survey.extensions", "survey.administer", "survey.manage"],
    "survey.letter.[!s]*": ["sqlalchemy", "survey.models", "survey.policies"],
    "survey.letter.shown": ["sqlalchemy", "survey.models", "survey.policies"],
    "survey.my_answers.*": ["scoring"],  # a participant meets no score
    "survey.audit.chain": ["survey", "flask", "sqlalchemy"],
    "survey.audit.*": ["survey.auth", "survey.staff"],
    "survey.backup.sealed_chunks": ["flask", "sqlalchemy", "survey.models"],
    "survey.journal.entries": ["flask", "sqlalchemy", "survey.models"],
    "survey.journal.*": ["survey.*.forms", "survey.*.views", *HEAVY],
    "survey.administer.*": ["survey.auth"],  # a participant's page knows of no staff
    "survey.auth.*": ["survey.staff", "survey.manage", "survey.administer"],
    "survey.keying.*": ["survey.report", "survey.release", "scoring.scales"],  # no score, no result
    "survey.reminders.*": [
        "flask.request",
        "flask.session",
        "flask.render_template",
        "survey.report",
    ],
    "survey.imports.mapping*": ["flask", "sqlalchemy", "survey.extensions", *HEAVY],
    "survey.imports.tools": ["flask", "sqlalchemy", "survey.models", *HEAVY],
    "survey.imports.undoing": [*HEAVY, "survey.files"],
    "survey.files.*": ["flask", "sqlalchemy", "survey.models", "survey.report"],
    # A part is worked on as well in other processes: by functions of its rows, and no more.
    "survey.files.pieces": ["click", "survey.[!fe]*"],
    "survey.files.scored": ["click", "survey.[!fe]*"],
    "survey.files.gathered": ["click", "survey.[!fe]*"],
    "survey.[!c]*": ["survey.commands"],
    "survey.server_settings": ["survey", "flask", "sqlalchemy"],
    "survey.report.taking": ["flask", *HEAVY],
    "survey.report.standing_by": HEAVY,  # it waits for days
    # How the program is served knows nothing of what is asked, but how many jobs there are.
    "survey.serving.*": [
        "survey.models.[!Jj]*",
        "survey.[!esm]*.*",
        "survey.administer",
        "survey.manage",
        "survey.my_answers",
        *HEAVY,
    ],
}
# Who alone may reach a module (left).
ONLY_FOR = {
    "survey.report.dataset": [
        "survey.report.jobs",
        "survey.release.study_people",
        "survey.export.*",
        "survey.commands.*",
    ],
    "survey.export.making": [
        "survey.export.jobs",
        "survey.report.jobs",
        "survey.commands.*",
        "survey.study_end.carrying_out",
    ],
    "survey.study_end.carrying_out": ["survey.deeds", "survey.commands.*"],
    "survey.models.OpenAnswer": ["survey.administer.operations", "survey.manage.open_answers"],
    "survey.manage.open_answers": ["survey.commands.study"],
    "survey.report.jobs": ["survey.commands.*"],
    "survey.demo": ["survey.demo.*", "survey.commands.demo", "survey.dry_run.filling"],
    "survey.dry_run": ["survey.dry_run.*", "survey.deeds", "survey.staff_side"],
    "survey.planner": ["survey.planner.*", "survey.deeds", "survey.staff_side"],
    "survey.sikt": ["survey.sikt.*", "survey.deeds", "survey.staff_side"],
    "survey.commands": ["survey.commands.*", "survey.cli"],
    "survey.administer": [
        "survey.administer.*",
        "survey.my_answers.*",
        "survey.installing.presenters",
        "survey.participant_side",
    ],
    "survey.installing": ["survey.installing.*", "survey.staff_side"],
    "survey.wording.spreadsheet": [],  # a program of its own
    "survey.release.example_program": [],  # another
    "survey.my_answers": ["survey.my_answers.*", "survey.participant_side"],
    "survey.cards": [
        "survey.cards.*",
        "survey.commands.*",
        "survey.deeds",
        "survey.manage.operations",
        "survey.retention.rules",
        "survey.release.contexts",  # how many cards are out
        "survey.staff_side",
    ],
    "survey.deeds": ["survey.report.jobs"],
    "survey.keying": ["survey.keying.*", "survey.staff_side"],
    "survey.set_up": [
        "survey.set_up.*",
        "survey.manage.*",
        "survey.cards.*",
        "survey.planner.*",
        "survey.sikt.*",
        "survey.release.calendar",  # when the study begins
        "survey.commands.study",
        "survey.staff_side",
    ],
    # What those who print cards call a group leaves the installation with no file and no report.
    "survey.models.GroupLabel": [
        "survey.set_up.*",
        "survey.cards.*",
        "survey.study_end.stripping",  # takes them away
    ],
    "survey.paper.typeset": ["survey.commands.paper", "survey.cards.paper_jobs"],
    "survey.imports": ["survey.imports.*", "survey.commands.*", "survey.staff_side"],
    "survey.imports.jobs": ["survey.commands.*"],
    "survey.imports.size_inside": ["survey.imports.jobs", "survey.commands.imports"],
    # An address is for reminders: no export, report or staff page ever gets at it.
    "survey.models.Contact": ["survey.reminders.*"],
    "survey.reminders": [
        "survey.reminders.*",
        "survey.administer.*",
        "survey.my_answers.*",
        "survey.keying.storing",
        "survey.retention.rules",
        "survey.commands.reminders",
        "survey.journal.*",  # whoever goes takes the address along
    ],
    "survey.backup": ["survey.backup.*", "survey.journal.rows", "survey.commands.*"],
    "smtplib": ["survey.reminders.mail_server"],
    "survey.auth.judging": [],  # loaded when the first password is set
    "zxcvbn": ["survey.auth.judging"],
    "pyotp": ["survey.auth.second_factor"],
    "survey.models.StaffSession": ["survey.auth.sessions", "survey.retention.rules"],
    "survey.models.RecoveryCode": ["survey.auth.recovery", "survey.auth.second_factor"],
    "survey.staff": ["survey.staff.*", "survey.commands.*", "survey.staff_side"],
    "gunicorn": ["survey.serving.workers"],
    "waitress": ["survey.serving.alone"],
    "survey.serving.workers": [],  # loaded where there are several
    "sqlalchemy": ["survey.*"],
    # Dask is an extra: loaded by name when somebody asks for it, and by nothing else.
    "distributed": ["survey.files.cluster"],
    "dask": ["survey.files.cluster"],
    "survey.files.cluster": [],
    "pingouin": [],  # a second opinion in tests only
    "statsmodels": ["scoring.imputation"],
}


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {name_of(path): path for path in PATHS}


@cache
def tree_of(name: str) -> ast.Module:
    return ast.parse(MODULES[name].read_text(encoding="utf-8"))


def import_nodes(tree: ast.AST) -> Iterator[ast.Import | ast.ImportFrom]:
    """Yield the imports that happen when the module runs, not those for type checkers."""
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            continue
        if isinstance(child, ast.Import | ast.ImportFrom):
            yield child
        else:
            yield from import_nodes(child)


@cache
def imports_of(name: str) -> frozenset[str]:
    """Return everything a module imports, as full names: ``flask.session``, ``survey.policies``."""
    found = set()
    for node in import_nodes(tree_of(name)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        else:
            assert node.level == 0, f"{name} imports by dots"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return frozenset(found)


def own_imports_of(name: str) -> set[str]:
    """Return the modules of ours that a module needs."""
    return {
        one if one in MODULES else one.rpartition(".")[0]
        for one in imports_of(name)
        if one.split(".")[0] in {"scoring", "survey"}
    } - {name}


def reaches(imported: str, pattern: str) -> bool:
    return fnmatch(imported, pattern) or fnmatch(imported, f"{pattern}.*")


@pytest.mark.parametrize("name", MODULES)
def test_a_module_imports_only_in_the_allowed_directions(name: str) -> None:
    wrong = [
        f"{name} may not import {imported}"
        for who, targets in FORBIDDEN.items()
        if fnmatch(name, who)
        for imported in imports_of(name)
        for target in targets
        if reaches(imported, target)
    ]
    wrong += [
        f"only {', '.join(allowed)} may import {target}"
        for target, allowed in ONLY_FOR.items()
        for imported in imports_of(name)
        if reaches(imported, target) and not any(fnmatch(name, one) for one in allowed)
    ]
    assert not wrong


@pytest.mark.parametrize("rule", [*FORBIDDEN, *ONLY_FOR])
def test_every_rule_is_about_something_there_is(rule: str) -> None:
    known = {*MODULES, *(one for name in MODULES for one in imports_of(name)), "pingouin"}
    assert [one for one in known if reaches(one, rule)]


def test_slices_do_not_reach_into_each_others_pages() -> None:
    slices = sorted({name.split(".")[1] for name in MODULES if fnmatch(name, "survey.*.views")})
    assert len(slices) > 10, "the slices are found"
    wrong = [
        f"{name} imports {imported}"
        for name in MODULES
        for imported in imports_of(name)
        for one in slices
        for part in ("views", "forms")
        if imported.startswith(f"survey.{one}.{part}")
        # A second person decides about others' proposals, on the forms of those.
        and not (part == "forms" and name.startswith("survey.review."))
        and name not in SIDES
        and not name.startswith(f"survey.{one}.")
    ]
    assert not wrong


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = {name: own_imports_of(name) for name in MODULES}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


@pytest.mark.parametrize("name", MODULES)
def test_nothing_is_imported_inside_a_function(name: str) -> None:
    hidden = [
        ast.unparse(node)
        for function in ast.walk(tree_of(name))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert not hidden


@pytest.mark.parametrize("name", MODULES)
def test_a_module_can_be_read_in_one_go(name: str) -> None:
    assert len(MODULES[name].read_text(encoding="utf-8").splitlines()) < LONGEST_MODULE


def test_what_serves_pages_loads_no_statistics() -> None:
    served = "survey.staff_side, survey.commands.serve, survey.commands.study, survey.commands.db"
    code = f"import sys, {served}; print(*{{one.split('.')[0] for one in sys.modules}})"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert not HEAVY & set(done.stdout.split())


def test_nothing_that_pages_bring_with_them_ever_loads_statistics() -> None:
    """The web process must stay light after its first pages too, not only at its start."""
    brought = {name for side in SIDES for name in closure(side)}
    assert "survey.report.jobs" not in {one for name in brought for one in own_imports_of(name)}
    assert not {one.split(".")[0] for name in brought for one in imports_of(name)} & HEAVY


def test_what_serves_participants_brings_no_page_of_staff_with_it() -> None:
    for_staff = own_imports_of("survey.staff_side") - {"survey.extensions"}
    assert len(for_staff) > 30, "their pages are found"
    assert not for_staff & closure("survey.commands.serve")


def test_what_every_participant_meets_asks_the_calendar_library_for_nothing() -> None:
    """It would hold 5 MB of tables for one date; see survey/dates.py."""
    asked = {one for name in closure("survey.commands.serve") for one in imports_of(name)}
    tables = ("flask_babel.format_date*", "babel.dates*", "babel.lists*")
    assert not [one for one in asked for table in tables if fnmatch(one, table)]


def closure(start: str) -> set[str]:
    """Return every module of ours that a module brings with it."""
    seen, waiting = set(), [start]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += own_imports_of(name)
    return seen
