"""A study that has ended: nothing in the database leads to anybody any more."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from survey.config import Settings
from survey.models import (
    Administration,
    AuditEvent,
    Base,
    Group,
    GroupLabel,
    KeptFile,
    LedgerAtom,
    Participant,
    Participation,
    Receipt,
    Release,
    Revocation,
    Study,
    StudyEnd,
    Withdrawal,
)
from tests.factories import make_answered_groups, make_study, read, writing
from tests.study_end.studies import (
    LABEL,
    TEXT,
    WEEK,
    close,
    make_full_study,
    people_of,
    stored_bytes,
)

Run = Callable[..., Any]
END = ("study", "end", "try")
REPORT = ("report", "try", "--all", "--language", "nb", "-o")
pytestmark = pytest.mark.usefixtures("installation")


def kept_rows(app: Flask) -> list[dict[str, str]]:
    ((content,),) = read(app, select(KeptFile.content))
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return list(csv.DictReader(io.StringIO(package.read("answers.csv").decode())))


def n_of(app: Flask, *what: Any) -> int:
    ((count,),) = read(app, select(func.count()).select_from(*what))
    return int(count)


def test_anonymised_nothing_in_the_databases_bytes_leads_to_anybody(
    app: Flask, settings: Settings, sammenheng: Run
) -> None:
    study = make_full_study(app)
    secrets = [*people_of(app, study), TEXT, WEEK, LABEL, "hash of a word", "rowrowrowrow"]
    secrets += [one for (one,) in read(app, select(Group.id))]
    before = stored_bytes(settings)
    assert len(secrets) > 100
    assert [one for one in secrets if one.encode() not in before] == []
    done = sammenheng(*END, "--anonymise", "--no-reports")
    assert done.code == 0, done.err
    after = stored_bytes(settings)
    assert [one for one in secrets if one.encode() in after] == []
    assert not n_of(app, Participant)
    assert not n_of(app, Administration)
    assert read(app, select(Study.state)) == [("anonymised",)]


def test_what_is_kept_is_one_file_of_scores_in_which_nobody_is_alone(
    app: Flask, sammenheng: Run
) -> None:
    make_full_study(app)
    sammenheng(*END, "--anonymise", "--no-reports")
    rows = kept_rows(app)
    assert len(rows) >= 27  # of 28; at most one in twenty is left out
    traits = [one for one in ("place", "age", "gender", "group_type") if one in rows[0]]
    assert min(Counter(tuple(row[one] for one in traits) for row in rows).values()) >= 6
    assert not [name for name in rows[0] if name.startswith(("soc13_0", "gse_0", "group", "week"))]
    assert {"soc13_total_pre", "soc13_total_post", "gse_total_change"} <= rows[0].keys()
    assert "group" not in rows[0]


def test_whoever_withdrew_is_in_no_file_that_is_kept(app: Flask, sammenheng: Run) -> None:
    make_full_study(app)
    with writing(app) as session:
        person = session.scalars(select(Participation.participant_id)).first()
        session.add(Withdrawal(participant_id=person, week="2026-W30"))
    sammenheng(*END, "--anonymise", "--no-reports")
    assert len(kept_rows(app)) <= 27


def test_the_protocol_says_what_was_done_and_its_hash_holds(app: Flask, sammenheng: Run) -> None:
    make_full_study(app)
    done = sammenheng(*END, "--anonymise", "--no-reports")
    said = json.loads(done.out)
    (row,) = read(app, select(StudyEnd))
    assert hashlib.sha256(row[0].protocol.encode()).hexdigest() == row[0].protocol_sha256
    assert (said["result"], said["people_in_fives"]) == ("anonymised", 30)
    assert said["kept_file"]["k"] >= said["kept_file"]["k_needed"] == 6
    assert said["proposed_by"] != said["approved_by"]
    assert (row[0].final_on - row[0].done_on).days == 30
    again = sammenheng("study", "protocol", "try")
    assert json.loads(again.out) == said
    assert row[0].protocol_sha256 in again.err


def test_with_too_few_people_who_are_alike_everything_is_deleted(
    app: Flask, sammenheng: Run
) -> None:
    study = make_study(app)
    make_answered_groups(app, study, [8, 4])  # whoever knows the eight is left with four
    close(app, study)
    done = sammenheng(*END, "--anonymise", "--no-reports")
    assert "too few people would have been alike" in done.err
    assert not n_of(app, Study)
    assert not n_of(app, KeptFile)
    assert json.loads(done.out)["result"] == "deleted"


def test_deleted_nothing_is_left_but_ledger_log_receipts_and_protocol(
    app: Flask, settings: Settings, sammenheng: Run
) -> None:
    study = make_full_study(app)
    secrets = [*people_of(app, study), TEXT, WEEK, LABEL]
    n_receipts = n_of(app, Receipt)
    assert sammenheng(*END, "--delete", "--no-reports").code == 0
    left = {
        name: len(read(app, select(table)))
        for name, table in Base.metadata.tables.items()
        if read(app, select(table))
    }
    assert left.keys() == {
        "audit_event",
        "instrument_wording",
        "municipality",
        "receipt",
        "study_end",
    }
    assert left["receipt"] == n_receipts
    assert not [one for one in secrets if one.encode() in stored_bytes(settings)]
    assert json.loads(sammenheng("study", "protocol", "try").out)["result"] == "deleted"


def test_another_studys_people_are_untouched(app: Flask, sammenheng: Run) -> None:
    other = make_full_study(app, "other")
    before = {
        name: sorted(map(tuple, read(app, select(table))), key=repr)
        for name, table in Base.metadata.tables.items()
        if name not in {"audit_event", "study_end"}
    }
    make_full_study(app)
    sammenheng(*END, "--delete", "--no-reports")
    after = {
        name: sorted(map(tuple, read(app, select(table))), key=repr)
        for name, table in Base.metadata.tables.items()
        if name in before
    }
    assert len(after.pop("receipt")) == 2
    before.pop("receipt")
    assert after == before
    assert len(people_of(app, other)) > 80


def test_the_ledger_stays_and_leads_to_no_group(
    app: Flask, sammenheng: Run, tmp_path: Path
) -> None:
    study = make_study(app)
    make_answered_groups(app, study, [7, 7, 7, 7])
    assert sammenheng(*REPORT, tmp_path / "1.pdf").code == 0
    ledger = read(app, select(LedgerAtom.id, LedgerAtom.weight, LedgerAtom.group_id))
    releases = read(app, select(Release.chain))
    assert ledger
    assert releases
    sammenheng("study", "close", "try")
    done = sammenheng(*END, "--anonymise")
    assert done.code == 0, done.err
    assert read(app, select(LedgerAtom.id, LedgerAtom.weight, LedgerAtom.group_id)) == ledger
    assert read(app, select(Release.chain)) == releases
    groups = {one for (one,) in read(app, select(Group.id))}
    assert len(groups) == 4
    assert not groups & {one.group_id for one in ledger}
    assert sammenheng("audit", "verify").code == 0
    assert sammenheng(*REPORT, tmp_path / "2.pdf").code == 0
    assert (tmp_path / "1.pdf").read_bytes() == (tmp_path / "2.pdf").read_bytes()


def test_every_step_is_in_the_log(app: Flask, sammenheng: Run) -> None:
    make_full_study(app)
    sammenheng(*END, "--anonymise", "--no-reports")
    events = select(AuditEvent.role, AuditEvent.action).order_by(AuditEvent.number)
    told = [tuple(one) for one in read(app, events)]
    assert told == [
        ("scripted", "study_end_proposed"),
        ("scripted", "study_end_approved"),
        ("program", "study_anonymised"),
        ("program", "database_compacted"),
    ]


def test_looking_first_says_what_would_come_and_changes_nothing(
    app: Flask, sammenheng: Run
) -> None:
    study = make_full_study(app)
    before = people_of(app, study)
    told = sammenheng(*END, "--anonymise", "--dry-run")
    assert "In the way: no report of its last date is released" in told.err
    assert "A file would be kept" in told.err
    assert people_of(app, study) == before
    assert not n_of(app, StudyEnd)
    assert n_of(app, GroupLabel)
    assert n_of(app, Revocation)


@pytest.mark.parametrize(
    ("state", "said"), [("open", "it is not closed"), ("draft", "it is not closed")]
)
def test_only_a_closed_study_can_be_ended(
    app: Flask, sammenheng: Run, state: str, said: str
) -> None:
    make_study(app, state=state)
    refused = sammenheng(*END, "--delete", "--no-reports")
    assert (refused.code, said in refused.err) == (1, True)


def test_a_study_of_real_people_is_never_ended_from_the_command_line_alone(
    app: Flask, sammenheng: Run
) -> None:
    study = make_full_study(app, kind="evaluation")
    before = people_of(app, study)
    refused = sammenheng(*END, "--delete", "--no-reports")
    assert (refused.code, "another one approves it" in refused.err) == (1, True)
    assert people_of(app, study) == before


def test_a_study_is_ended_once(app: Flask, sammenheng: Run) -> None:
    make_full_study(app)
    sammenheng(*END, "--anonymise", "--no-reports")
    assert "was ended already" in sammenheng(*END, "--anonymise", "--no-reports").err
    assert sammenheng("study", "open", "try").code == 1
