"""``sammenheng wording``: template, check, install, list, and setting aside what was not used."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import click

from scoring.instrument import INSTRUMENT_KEYS
from survey.commands._app import application
from survey.commands._options import PATH
from survey.errors import BadWording
from survey.extensions import db
from survey.models import WordingPermission
from survey.models.wording import MODES, PURPOSES
from survey.wording import installed, store
from survey.wording.checking import doubts_in, faults_in
from survey.wording.files import ENDINGS, Filled, read_path, with_cells
from survey.wording.finding import Finding
from survey.wording.permission import modes_of, purposes_of
from survey.wording.reading import LANGUAGES, wording
from survey.wording.sheets import workbook
from survey.wording.template import sheet_template, toml_template
from survey.wording.uses import today
from survey.wording_words import in_english

REFERENCE = re.compile(r"\s*(?P<reference>.{1,200}?)\s*,\s*(?P<day>\d{4}-\d\d-\d\d)\s*")


@click.group("wording")
def command() -> None:
    """Check, install and list the texts you may use."""


@command.command("template")
@click.argument("instrument", type=click.Choice(list(INSTRUMENT_KEYS)))
@click.argument("language", type=click.Choice(LANGUAGES))
@click.option(
    "-o", "--output", type=PATH, help="A .toml or .xlsx file; TOML on the screen by default."
)
def template(instrument: str, language: str, output: Path | None) -> None:
    """Write the form for the text of INSTRUMENT in LANGUAGE, without any word of it."""
    if output is None:
        click.echo(toml_template(instrument, language), nl=False)
        return
    if output.suffix.lower() not in ENDINGS:
        raise click.UsageError(f"let the file end in {' or '.join(ENDINGS)}")
    is_sheet = output.suffix.lower() == ".xlsx"
    content = (
        workbook(sheet_template(instrument, language))
        if is_sheet
        else toml_template(instrument, language).encode()
    )
    try:
        with output.open("xb") as file:  # never over a form that is filled in already
            file.write(content)
    except OSError as error:
        raise BadWording(f"{output} cannot be written: {error.strerror}") from error
    click.echo(f"Wrote {output}.", err=True)


@command.command("check")
@click.argument("path", metavar="FILE", type=PATH)
def check(path: Path) -> None:
    """Say what FILE lacks before it can be installed."""
    filled = _whole(path)
    click.echo(f"Nothing is missing. SHA-256 {wording(filled.content).sha256}", err=True)
    _say_doubts(filled)


@command.command("install")
@click.argument("path", metavar="FILE", type=PATH)
@click.option(
    "--permission",
    required=True,
    metavar="REFERENCE, DATE",
    help='The rights holder\'s reference and its day, such as "STARS 2027/14, 2027-02-01".',
)
@click.option("--covers", default="research", show_default=True, help=",".join(PURPOSES))
@click.option("--modes", default="web", show_default=True, help=",".join(MODES))
@click.option("--languages", default="", help="The text's own language by default.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="The last day; no end by default.")
@click.option("--note", default="", help="Anything else that the permission says.")
@click.option(
    "--compared", is_flag=True, help="What was to be looked at once more has been looked at."
)
def install(  # noqa: PLR0913 - a permission has that many sides
    path: Path,
    *,
    permission: str,
    covers: str,
    modes: str,
    languages: str,
    until: dt.datetime | None,
    note: str,
    compared: bool,
) -> None:
    """Store the text in FILE, with what the rights holder allows.

    It is never changed: a corrected file is a new version. The same file with another permission
    adds the permission.
    """
    filled = _whole(path)
    found = REFERENCE.fullmatch(permission)
    if found is None:
        raise click.UsageError('give --permission as "reference, date", such as "A 12, 2027-02-01"')
    scope = installed.Scope(
        reference=found["reference"],
        dated_on=_day(found["day"]),
        purposes=frozenset(_some(covers, PURPOSES, "--covers")),
        modes=frozenset(_some(modes, MODES, "--modes")),
        languages=_some(languages or filled.content["language"], LANGUAGES, "--languages"),
        valid_until=until.date() if until else None,
        note=note,
    )
    if doubts_in(filled.content) and not compared:
        _say_doubts(filled)
        raise BadWording("compare these with the licensed form, and then add --compared")
    with application(writes=True):
        row = installed.install(db.session, filled.content, scope, today())
        version = installed.version_of(db.session, row.id)
        db.session.commit()
        number = version.number if version else 0
        click.echo(
            f"Installed as version {number} of {row.instrument_key} in {row.language}, "
            f"SHA-256 {row.sha256}",
            err=True,
        )


@command.command("list")
def list_() -> None:
    """List the installed texts: what each is, what is allowed with it, whether it was answered."""
    damaged = []
    with application():
        for one in installed.versions(db.session):
            click.echo("\t".join(_columns(one)))
            try:
                store.parsed(one.wording)
            except BadWording as error:
                damaged.append(str(error))
    if damaged:
        raise BadWording("\n".join(damaged))


@command.command("set-aside")
@click.argument("sha", metavar="SHA8")
def set_aside(sha: str) -> None:
    """Show the text with these first eight signs of its hash no more; nobody has answered it."""
    with application(writes=True):
        installed.retire(db.session, _version(sha), today())
        db.session.commit()
        click.echo(f"{sha} is set aside. Installing the same file takes it up again.", err=True)


@command.command("take-back")
@click.argument("sha", metavar="SHA8")
@click.option("--note", required=True, help="Why: it ended early, or was recorded wrongly.")
def take_back(sha: str, note: str) -> None:
    """Record that the permissions of a text hold no longer."""
    with application(writes=True):
        installed.take_back(db.session, _version(sha).wording, note, today())
        db.session.commit()
        click.echo(f"Nothing is allowed with {sha} until a new permission is recorded.", err=True)


def _whole(path: Path) -> Filled:
    filled = read_path(path)
    faults = filled.faults or with_cells(faults_in(filled.content), filled.cells)
    if faults:
        raise BadWording(_listed(f"the text in {path} is not whole", faults))
    return filled


def _say_doubts(filled: Filled) -> None:
    if doubts := with_cells(doubts_in(filled.content), filled.cells):
        click.echo(_listed("Look at these once more", doubts), err=True)


def _listed(what: str, findings: list[Finding] | tuple[Finding, ...]) -> str:
    return "\n".join([f"{what}:", *(f"- {in_english(one)}" for one in findings)])


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise click.UsageError(f"{text} is no day") from error


def _some(text: str, known: tuple[str, ...], option: str) -> tuple[str, ...]:
    given = tuple(one.strip() for one in text.split(",") if one.strip())
    if not given or set(given) - set(known):
        raise click.UsageError(f"{option}: give some of {','.join(known)}")
    return given


def _version(sha: str) -> installed.Version:
    found = installed.version_of(db.session, sha)
    if found is None:
        raise BadWording(f"no installed text has a hash that begins with {sha}")
    return found


def _columns(one: installed.Version) -> list[str]:
    row, state = one.wording, "set aside" if one.is_retired else "installed"
    return [
        row.instrument_key,
        row.language,
        state,
        f"version {one.number}",
        row.sha256[:8],
        "; ".join(map(_scope, one.permissions)) or "no permission",
        f"answered in {one.n_studies} studies" if one.n_studies else "not answered",
    ]


def _scope(row: WordingPermission) -> str:
    covered = ",".join([*purposes_of(row), *modes_of(row), *row.languages])
    end = f"until {row.valid_until}" if row.valid_until else "no end"
    return f"{row.reference} ({row.dated_on}): {covered}, {end}"
