"""``sammenheng demo``: a whole study of simulated people, ready to try."""

from __future__ import annotations

import json
import secrets
import signal
import sys
import tempfile
from pathlib import Path
from typing import Any

import click
from flask import Flask

from survey import create_app, schema
from survey.auth.operations import add_staff
from survey.auth.parts import give_part
from survey.commands._releasing import release
from survey.config import FILE_NAME, Settings, load_settings
from survey.demo.build import Built, build
from survey.demo.population import FEWEST_PEOPLE
from survey.demo.simulate import simulate
from survey.errors import SurveyError
from survey.extensions import db
from survey.manage.operations import study_by_key
from survey.models.staff import ROLES
from survey.serving.alone import listen
from survey.staff.operations import WITHOUT_STUDIES
from survey.wording.files import read_path
from survey.wording.reading import check, read_file

HOST = "127.0.0.1"
SEED = 29  # typical of what the people are drawn from, and every table is full
SHOW_PROGRESS_FROM = 2_000


@click.command("demo")
@click.option(
    "--port",
    default=8000,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="Port to listen on; 0 for any that is free.",
)
@click.option(
    "--people",
    default=240,
    show_default=True,
    type=click.IntRange(min=FEWEST_PEOPLE),
    help="How many simulated people.",
)
@click.option(
    "--serve/--no-serve",
    default=True,
    help="Without serving, the study is made in the current folder.",
)
@click.option(
    "--facts",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write addresses, cards and sign-ins to this file as JSON.",
)
@click.option(
    "--wording",
    "wordings",
    multiple=True,
    type=click.Path(path_type=Path, exists=True),
    help="Show this text instead of the stand-in. Repeatable.",
)
def command(
    port: int, people: int, facts: Path | None, wordings: tuple[Path, ...], *, serve: bool
) -> None:
    """Make a demonstration study of simulated people, and serve it."""
    texts = [_text(path) for path in wordings]
    if not serve:
        app, told = _make(Path.cwd(), people, texts, port)
        _tell(told, f"http://{HOST}:{port}", app.config["SETTINGS"], facts)
        click.echo(f"Nothing is served yet. To open it:  sammenheng serve --port {port}")
        return
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # so that the scratch folder is removed
    with tempfile.TemporaryDirectory(prefix="sammenheng-demo-") as folder:
        app, told = _make(Path(folder), people, texts, port)
        server = listen(app, HOST, port)
        _tell(told, f"http://{HOST}:{server.effective_port}", app.config["SETTINGS"], facts)
        click.echo("Stop with Ctrl-C: the demonstration is then removed.", err=True)
        server.run()


def _text(path: Path) -> dict[str, Any]:
    """Return a text to show: a TOML file, or the form as a workbook."""
    if path.suffix.lower() != ".xlsx":
        return read_file(path)
    content = read_path(path).content
    check(content, path.name)
    return content


def _make(
    folder: Path, people: int, texts: list[dict[str, Any]], port: int
) -> tuple[Flask, dict[str, Any]]:
    settings = _write_settings(folder, port)
    app = create_app(settings)
    with app.app_context():
        db.may_write()
        schema.upgrade(db.engine)
        simulated = simulate(SEED, n_people=people)
        hidden = people < SHOW_PROGRESS_FROM or not sys.stderr.isatty()
        with click.progressbar(
            length=people, label="Simulating", file=sys.stderr, hidden=hidden
        ) as bar:
            built = build(
                db.session, simulated, pepper=settings.code_pepper, texts=texts, progress=bar.update
            )
        staff = [_add_account(role, built.study_key) for role in ROLES]
        study_id = study_by_key(built.study_key).id
        db.session.commit()
        db.session.close()
        with app.app_context():  # whose session only reads: the release takes the lock itself
            release(study_id)
        db.engine.dispose()  # the server opens connections of its own
    return app, _facts(built, staff, settings)


def _write_settings(folder: Path, port: int) -> Settings:
    path = folder / FILE_NAME
    lines = [f'database = "sqlite:///{(folder / "demo.sqlite").as_posix()}"', "https = false"]
    lines += [
        f'{key} = "{secrets.token_hex(32)}"' for key in ("secret_key", "code_pepper", "export_key")
    ]
    # Everybody who tries the demonstration would need a phone; and nobody in it is real.
    lines.append('staff_second_factor = "off"')
    if port:  # 0 is any that is free: nobody knows yet which
        lines.append(f'address = "http://{HOST}:{port}"')
    try:
        with path.open("x", encoding="utf-8") as file:
            path.chmod(0o600)
            file.write("\n".join(["# A demonstration: simulated people only.", *lines, ""]))
    except FileExistsError as error:
        raise SurveyError(
            f"there is a {FILE_NAME} in {folder} already; make the demonstration in an empty folder"
        ) from error
    return load_settings({"SAMMENHENG_CONFIG": str(path)})


def _add_account(role: str, study_key: str) -> dict[str, str]:
    account = {"role": role, "email": f"{role}@example.org", "password": secrets.token_urlsafe(12)}
    staff = add_staff(db.session, **account)
    db.session.flush()
    if role not in WITHOUT_STUDIES:
        give_part(db.session, staff, study_by_key(study_key))
    return account


def _facts(built: Built, staff: list[dict[str, str]], settings: Settings) -> dict[str, Any]:
    return {
        "study": built.study_key,
        "unused_cards": list(built.unused_cards),
        "unused_card_numbers": list(built.unused_card_numbers),
        "staff": staff,
        "municipalities": [
            {"number": number, "name": name} for number, name in built.municipalities
        ],
        "database": settings.database,
    }


def _tell(told: dict[str, Any], base_url: str, settings: Settings, facts: Path | None) -> None:
    told = {"base_url": base_url, **told}
    if facts is not None:
        facts.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    click.echo(
        "A demonstration with simulated people. The questions are a stand-in, not SOC-13 or GSE.\n"
    )
    click.echo(f"To answer as a participant:  {base_url}/")
    click.echo("Cards not used yet:          " + "   ".join(told["unused_cards"]))
    click.echo("Their numbers, for paper:    " + "   ".join(told["unused_card_numbers"]))
    click.echo("The same card answers before and, once more, after.\n")
    click.echo(f"To read what is released:    {base_url}/reports\n")
    click.echo(f"To see what staff see:       {base_url}/staff/")
    for account in told["staff"]:
        click.echo(f"  {account['role']:<12} {account['email']:<26} {account['password']}")
    click.echo(f"\nIts settings:                {settings.source}")
