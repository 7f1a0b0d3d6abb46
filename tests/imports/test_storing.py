"""What is stored of a file: what its preview said, whole or not at all, and gone when undone."""

from __future__ import annotations

import csv
import io
import os
import random
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from survey.config import Settings
from survey.database import make_engine
from survey.extensions import db
from survey.imports.faults import RejectedCells
from survey.imports.mapping import read_mapping
from survey.imports.previewing import preview
from survey.imports.proposing import propose
from survey.imports.table import read_table
from survey.models import (
    AfterAnswer,
    AnswerImport,
    AuditEvent,
    ImportedParticipant,
    ImportedParticipation,
    Participant,
    Participation,
    Response,
    Study,
)
from tests.databases import stored_bytes
from tests.factories import make_answered, make_card, make_study, random_responses, read, writing
from tests.importing import look_at, take_in, write_csv
from tests.pages import ALL_ITEMS
from tests.stored_rows import rows

LOG_AND_IMPORTS = {"audit_event", "answer_import"}


def dump(settings: Settings) -> str:
    """Return everything that the database holds but for its log and its list of imports."""
    engine = make_engine(settings.database)
    kept = {name: found for name, found in rows(engine).items() if name not in LOG_AND_IMPORTS}
    engine.dispose()
    return repr(kept)


def person(name: str, wave: str = "pre", **answers: object) -> dict[str, object]:
    return {"participant": name, "wave": wave} | dict.fromkeys(ALL_ITEMS, 3) | answers


def made_rows(seed: int) -> list[dict[str, object]]:
    """Return a file's rows with answers and gaps of every kind, as chance has it."""
    chance = random.Random(seed)
    rows = []
    for number in range(chance.randint(1, 9)):
        for wave in chance.choice([("pre",), ("post",), ("pre", "post")]):
            cells: dict[str, object] = {
                item: chance.choice(["", "NA", "x", "-99", 1, 2, 3, "4"]) for item in ALL_ITEMS
            }
            after = {
                "status": chance.choice(["", "x", "still_in", "finished"]),
                "meetings": chance.choice(["", "0", "12"]),
                "overall_change": chance.choice(["", "x", "-3", "2"]),
            }
            empty = dict.fromkeys(after, "")
            rows.append(
                {"participant": f"p{number}", "wave": wave}
                | cells
                | (after if wave == "post" else empty)
            )
    return rows


GAPS = """
[values.all]
"x" = "declined"
"-99" = "not_asked"
"""


@pytest.mark.parametrize("seed", range(6))
def test_what_was_previewed_is_what_is_stored(
    app: Flask, study: Study, tmp_path: Path, seed: int
) -> None:
    path = write_csv(tmp_path / "a.csv", made_rows(seed))
    columns = "\n".join(f'{name} = "{name}"' for name in read_table(path).columns)
    mapping = read_mapping(f"[columns]\n{columns}\n{GAPS}")
    looked = look_at(app, study, path, mapping)
    assert looked.checked.faults == ()
    promised = preview(looked)["counts"]

    take_in(app, study, path, mapping)

    def count(*conditions: Any) -> int:
        return int(read(app, select(func.count()).select_from(Response).where(*conditions))[0][0])

    people = read(app, select(func.count()).select_from(Participant))[0][0]
    assert promised["people"] == people
    assert promised["answer"] == count(Response.value.is_not(None))
    assert promised["declined"] == count(Response.declined)
    assert promised["skipped"] == count(Response.value.is_(None), ~Response.declined)
    rows = [row for row in looked.converted.rows if row.wave == "post"]
    after = read(app, select(AfterAnswer.meetings, AfterAnswer.overall_change, AfterAnswer.status))
    assert sorted(map(str, after)) == sorted(
        str(tuple(row.cells[key].value for key in ("meetings", "overall_change", "status")))
        for row in rows
    )


def test_every_rejected_cell_is_named_at_once_and_nothing_comes_in(
    installation: None, sammenheng: Callable, settings: Settings, tmp_path: Path
) -> None:
    sammenheng("study", "add", "try", "--trial")
    before = dump(settings)
    rows = [
        person("a", soc13_01="8", gse_02="5", week="2026-W10"),
        person("b", "later", soc13_02="often", week="soon"),
        person("a", soc13_03="2.5", week="2199-W01"),
        person("c", week="2026-W20"),
        person("c", "post", week="2026-W10", gse_10="=2+2"),
    ]
    path = write_csv(tmp_path / "a.csv", rows)
    report = tmp_path / "rejected.csv"

    refused = sammenheng("import", "try", path, "--rejected", report)

    assert refused.code == 1
    with report.open(encoding="utf-8") as file:
        found = [(row["row"], row["column"], row["cell"]) for row in csv.DictReader(file)]
    assert set(found) == {
        ("2", "soc13_01", "8"),
        ("2", "gse_02", "5"),
        ("3", "", ""),
        ("3", "soc13_02", "often"),
        ("3", "week", "soon"),
        ("4", "", ""),
        ("4", "soc13_03", "2.5"),
        ("4", "week", "2199-W01"),
        ("6", "week", "2026-W10"),
        ("6", "gse_10", "'=2+2"),
    }
    assert dump(settings) == before


def test_an_undone_import_leaves_the_database_as_it_was_and_the_file_may_come_again(
    app: Flask, installation: None, sammenheng: Callable, settings: Settings, tmp_path: Path
) -> None:
    study = make_study(app)
    make_answered(app, make_card(app, study), "pre", random_responses(1))
    before = dump(settings)
    place = {
        "group": "Mandag",
        "municipality": "301",
        "group_type": "led",
        "life_problem": "same",
        "language": "sv",
    }
    rows = [
        person("Kari-77", age_band="40-59", status="", **place),
        person("Kari-77", "post", age_band="", status="finished", **place),
    ]
    path = write_csv(tmp_path / "a.csv", rows)
    assert sammenheng("import", "try", path).code == 0
    again = sammenheng("import", "try", path)
    assert again.code == 1
    assert "this very file was taken in before" in again.err
    (import_id,) = read(app, select(AnswerImport.id))[0]
    people = [row[0] for row in read(app, select(Participant.id))]

    undone = sammenheng("imports", "undo", "try", import_id)

    assert undone.code == 0, undone.err
    assert dump(settings) == before
    gone = set(people) - {row[0] for row in read(app, select(Participant.id))}
    assert len(gone) == 1
    with app.app_context():
        db.empty_log()
    assert next(iter(gone)).encode() not in stored_bytes(settings.database)
    assert b"Kari-77" not in stored_bytes(settings.database)
    assert sammenheng("imports", "undo", "try", import_id).code == 1
    assert sammenheng("import", "try", path).code == 0
    actions = [row[0] for row in read(app, select(AuditEvent.action).order_by(AuditEvent.number))]
    assert actions == ["answers_imported", "import_undone", "answers_imported"]


def test_an_import_stays_while_a_later_one_belongs_to_the_same_people(
    app: Flask, study: Study, installation: None, sammenheng: Callable, tmp_path: Path
) -> None:
    pre = take_in(app, study, write_csv(tmp_path / "pre.csv", [person("a")]))
    post = take_in(app, study, write_csv(tmp_path / "post.csv", [person("a", "post")]))
    assert post.n_new_participants == 0
    refused = sammenheng("imports", "undo", "try", pre.import_id)
    assert refused.code == 1
    assert "undo that one first" in refused.err
    assert sammenheng("imports", "undo", "try", post.import_id).code == 0
    assert sammenheng("imports", "undo", "try", pre.import_id).code == 0
    assert read(app, select(Participant)) == []


def test_an_import_stays_when_one_of_its_people_has_answered_since(
    app: Flask, study: Study, installation: None, sammenheng: Callable, tmp_path: Path
) -> None:
    done = take_in(app, study, write_csv(tmp_path / "a.csv", [person("a")]))
    ((participant,),) = read(app, select(Participant.id))
    (post,) = [wave.id for wave in study.waves if wave.key == "post"]
    with writing(app) as session:
        session.add(
            Participation(participant_id=participant, wave_id=post, submitted_week="2026-W40")
        )
    refused = sammenheng("imports", "undo", "try", done.import_id)
    assert refused.code == 1
    assert "what they did themselves is not taken away" in refused.err
    assert len(read(app, select(Participation))) == 2


@pytest.mark.parametrize("moment", ["after_flush", "before_commit"])
def test_a_process_killed_within_the_import_leaves_nothing_of_it(
    app: Flask, study: Study, settings: Settings, tmp_path: Path, moment: str
) -> None:
    path = write_csv(tmp_path / "a.csv", [person(f"p{number}") for number in range(5)])
    before = dump(settings)
    script = (
        "import os, signal, sys\n"
        "from sqlalchemy import event\n"
        "from sqlalchemy.orm import Session\n"
        f"event.listen(Session, '{moment}',"
        " lambda *_: os.kill(os.getpid(), signal.SIGKILL))\n"
        "from survey.cli import main\n"
        "main(['import', 'try', sys.argv[1]])\n"
    )
    environment = {**os.environ, "SAMMENHENG_CONFIG": str(settings.source)}
    killed = subprocess.run(
        [sys.executable, "-c", script, str(path)], env=environment, check=False, cwd=Path.cwd()
    )
    assert killed.returncode == -signal.SIGKILL
    assert dump(settings) == before
    assert read(app, select(AnswerImport)) == []


def test_turned_answers_are_turned_back_only_when_somebody_vouches_for_it(
    app: Flask, study: Study, tmp_path: Path
) -> None:
    answers = dict.fromkeys(ALL_ITEMS[:13], 6)
    rows = [{"participant": "a"} | {f"{item}": 6 for item in answers} | {"x": 1}]
    renamed = [{key.replace("soc13_01", "oas1_snudd"): cell for key, cell in rows[0].items()}]
    path = write_csv(tmp_path / "a.csv", renamed)
    columns = "\n".join(f'{item} = "{item}"' for item in ALL_ITEMS[1:13])
    text = (
        f'wave = "pre"\n[columns]\nparticipant = "participant"\nsoc13_01 = "oas1_snudd"\n{columns}'
    )
    with pytest.raises(RejectedCells, match="turned already"):
        take_in(app, study, path, read_mapping(text))
    said = f'{text}\n[turned.soc13]\nitems = [1]\nreason = "the codebook, page 2"\n'
    take_in(app, study, path, read_mapping(said))
    stored = dict(map(tuple, read(app, select(Response.item_key, Response.value))))
    assert (stored["soc13_01"], stored["soc13_02"]) == (2, 6)
    events = read(app, select(AuditEvent.action, AuditEvent.count).order_by(AuditEvent.number))
    assert [tuple(row) for row in events] == [("answers_imported", 1), ("import_turned_back", 1)]


def test_answers_from_zero_are_refused_until_it_is_said_that_they_are(
    app: Flask, study: Study, tmp_path: Path
) -> None:
    row: dict[str, object] = {"participant": "a"} | dict.fromkeys(ALL_ITEMS[13:], 0)
    path = write_csv(tmp_path / "a.csv", [row | {"gse_10": 3}])
    with pytest.raises(RejectedCells, match="outside 1 to 4"):
        take_in(app, study, path, wave="pre")
    text = 'wave="pre"\n[items]\ngse="gse_{n:02}"\n[shift.gse]\nadd=1\nreason="numbered from 0"\n'
    take_in(app, study, path, read_mapping(text))
    stored = dict(map(tuple, read(app, select(Response.item_key, Response.value))))
    assert (stored["gse_01"], stored["gse_10"]) == (1, 4)


def test_items_that_look_turned_are_said_with_their_figures(
    app: Flask, study: Study, tmp_path: Path
) -> None:
    chance = random.Random(5)
    rows: list[dict[str, object]] = []
    for number in range(60):
        height = chance.gauss(4.5, 1.2)
        row: dict[str, object] = {"participant": number}
        row |= {item: min(7, max(1, round(height + chance.gauss(0, 1)))) for item in ALL_ITEMS[:13]}
        rows.append(row)
    path = write_csv(tmp_path / "a.csv", rows)
    looks = [
        one.about["item"]
        for one in look_at(app, study, path, wave="pre").doubts
        if one.kind == "turned"
    ]
    assert looks == ["soc13_01", "soc13_02", "soc13_03", "soc13_07", "soc13_10"]
    said = propose(read_table(path).columns, "pre")
    fifty = write_csv(tmp_path / "b.csv", rows[:49])
    assert "turned" not in {one.kind for one in look_at(app, study, fifty, said).doubts}


def test_a_file_of_ours_comes_back_the_same_but_for_its_signs(
    app: Flask, installation: None, sammenheng: Callable, tmp_path: Path
) -> None:
    study = make_study(app, "first", background=["age_band"])
    path = write_csv(tmp_path / "a.csv", full_rows())
    take_in(app, study, path)
    first = sammenheng("export", "first").out
    file = tmp_path / "first.csv"
    file.write_text(first, "utf-8")
    sammenheng("study", "add", "second", "--trial")
    done = sammenheng("import", "second", file)
    assert done.code == 0, done.err

    second = sammenheng("export", "second").out

    assert without_signs(second) == without_signs(first)
    assert "age_band" in first
    assert "declined" in first


def full_rows() -> list[dict[str, object]]:
    """Return rows with something in every column that goes out."""
    rows = []
    for number in range(6):
        place = {
            "group": f"g{number % 2}",
            "municipality": "1806" if number % 2 else "0301",
            "group_type": "self_organised",
            "life_problem": "mixed",
        }
        pre = person(f"p{number}", week="2026-W10", language="nb", mode="paper", **place)
        pre |= {f"soc13_{n:02}": (number + n) % 7 + 1 for n in range(1, 14)}
        pre |= {"soc13_02": "", "soc13_declined": "soc13_02" if number == 1 else ""}
        pre |= {"age_band": "60-74", "meetings_before": "3+" if number == 2 else "none"}
        pre |= {"status": "", "meetings": "", "overall_change": "", "climate_trust": ""}
        pre |= {"after_declined": ""}
        rows.append(pre)
        if number == 5:
            continue
        post = pre | {"wave": "post", "week": f"2026-W{30 + number}", "age_band": ""}
        post |= {"meetings_before": "", "soc13_declined": "", "soc13_02": 4, "mode": "web"}
        post |= {"status": "left_early", "meetings": number, "overall_change": number - 3}
        post |= {"after_declined": "climate_trust" if number == 3 else ""}
        rows.append(post)
    return rows


def without_signs(text: str) -> list[tuple[tuple[str, str], ...]]:
    """Return rows without the random signs of people, groups and texts, in one order."""
    rows = list(csv.DictReader(io.StringIO(text)))
    signs = {"participant", "group", "wording"}
    return sorted(
        tuple((name, cell) for name, cell in row.items() if name not in signs) for row in rows
    )


def test_the_ids_of_a_tool_are_kept_as_keyed_hashes_only(
    app: Flask, study: Study, settings: Settings, redcap: Path
) -> None:
    renamed = redcap.read_text("utf-8").replace("\n1,", "\nSOGNDAL-1,")
    redcap.write_text(renamed, "utf-8")
    take_in(app, study, redcap, propose(read_table(redcap).columns))
    assert len(read(app, select(ImportedParticipation))) == 3
    stored = stored_bytes(settings.database)
    assert b"SOGNDAL" not in stored
    assert re.search(rb"baseline_arm_1", stored)  # the mapping is kept


def test_a_group_of_which_too_little_is_known_is_refused_in_words(
    app: Flask, study: Study, tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "a.csv", [person("a", group="Mandag")])
    mapping = propose(read_table(path).columns)
    assert "group" not in {place.ours for place in mapping.places}
    take_in(app, study, path, mapping)
    assert read(app, select(Participant.group_id))[0] == (None,)


def test_erasing_a_person_erases_that_they_came_with_an_import(
    app: Flask, study: Study, tmp_path: Path
) -> None:
    take_in(app, study, write_csv(tmp_path / "a.csv", [person("a")]))
    with writing(app) as session:
        session.execute(delete(Participant))
    assert read(app, select(ImportedParticipation)) == []
    assert read(app, select(ImportedParticipant)) == []
    assert len(read(app, select(AnswerImport))) == 1
