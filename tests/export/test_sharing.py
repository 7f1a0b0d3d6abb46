"""The file for open archives: nobody in it is alike with fewer than four others."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from survey.errors import TooFewAlike
from survey.export import alike
from survey.export.making import Made
from survey.models import Export, ExportProposal, Study
from survey.models.study import DEMONSTRATION
from survey.report import stored
from tests.export.taking_out import make_proposal, with_csv
from tests.factories import make_study, read, writing

MakeFile = Callable[..., Made]
K = alike.rules().k
ALL = alike.TRAITS.values()
PEOPLE = st.lists(
    st.tuples(
        st.sampled_from(["1806", "1804", "0301", "5001", None]),
        st.sampled_from(["18-39", "40-59", "60-74", "75+", "prefer_not_to_say", None]),
        st.sampled_from(["woman", "man", "other", None]),
        st.sampled_from(["self_organised", "led"]),
    ),
    max_size=120,
)


@given(people=PEOPLE)
@settings(max_examples=150, deadline=None)
def test_whoever_is_kept_is_alike_with_enough_others(people: list[tuple[Any, ...]]) -> None:
    traits = [tuple(map(alike.known, one)) for one in people]
    names = list(alike.TRAITS)
    try:
        coarse = alike.generalise(Counter(traits), names, alike.rules())
    except TooFewAlike:
        assert len(people) < K
        return
    kept = [made for one in traits if (made := coarse.became[one]) is not None]
    classes = Counter(kept)
    assert min(classes.values()) >= K
    assert 1 - len(kept) / len(people) <= alike.rules().most_suppressed
    assert coarse.suppressed_share == pytest.approx(1 - len(kept) / len(people))
    assert coarse.smallest_class == min(classes.values())
    assert {len(one) for one in kept} == {len(coarse.names)}
    if coarse.step:  # the step before would have left out too many
        step = alike.rules().steps[coarse.step - 1]
        counts = Counter(alike._at(step, dict(zip(names, one, strict=True))) for one in traits)
        alone = sum(count for count in counts.values() if count < K)
        assert alone / len(people) > alike.rules().most_suppressed


@pytest.mark.parametrize(
    ("step", "became"),
    [
        (0, ("1806", "40-59", "woman", "led")),
        (1, ("18", "40-59", "woman", "led")),
        (2, ("18", "18-59", "woman", "led")),
        (3, ("40-59", "woman", "led")),
        (5, ("18-59", "woman")),
        (7, ()),
    ],
)
def test_each_step_makes_a_person_coarser(step: int, became: tuple[str, ...]) -> None:
    person = dict(zip(alike.TRAITS, ("1806", "40-59", "woman", "led"), strict=True))
    assert alike._at(alike.rules().steps[step], person) == became


def test_it_has_scores_and_nothing_that_leads_to_a_person_or_a_group(
    app: Flask, study: Study, make_file: MakeFile, let_all_reuse: Callable[[], None]
) -> None:
    let_all_reuse()
    made = make_file(study, "csv", kind="sharing", variables=tuple(ALL))
    rows = with_csv(made.path)
    assert len(rows) >= 12
    allowed = {"row", "place", "age", "gender", "group_type"}
    scores = {name for name in rows[0] if name.endswith(("_pre", "_post", "_change"))}
    assert len(scores) == 15
    assert set(rows[0]) <= allowed | scores
    research = make_file(study, "csv").path.read_text(encoding="utf-8")
    assert not [row["row"] for row in rows if row["row"] in research]
    told = json.loads(made.package)["disclosure_control"]
    assert told["k"] >= K
    assert told["suppressed_share"] <= 0.05
    for row in rows:
        if row["soc13_total_change"]:
            change = float(row["soc13_total_post"]) - float(row["soc13_total_pre"])
            assert float(row["soc13_total_change"]) == pytest.approx(change)


def test_however_few_people_are_read_at_a_time_the_file_says_the_same(
    app: Flask,
    study: Study,
    make_file: MakeFile,
    let_all_reuse: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    let_all_reuse()

    def make() -> tuple[list[tuple[str, ...]], list[str], Any]:
        made = make_file(study, "csv", kind="sharing", variables=tuple(ALL))
        rows = with_csv(made.path)
        signs = [row.pop("row") for row in rows]
        return sorted(tuple(row.values()) for row in rows), signs, made.notes

    rows, signs, notes = make()
    monkeypatch.setattr(stored, "PEOPLE_AT_A_TIME", 2)
    rows_by_two, signs_by_two, notes_by_two = make()
    assert rows_by_two == rows
    assert notes_by_two == notes
    assert signs_by_two == sorted(signs_by_two), "the order is that of the signs, drawn anew"
    assert not {*signs} & {*signs_by_two}


def test_only_those_who_said_yes_to_later_research_are_in_it(
    app: Flask, study: Study, make_file: MakeFile
) -> None:
    with pytest.raises(TooFewAlike, match="nobody has said yes"):
        make_file(study, "csv", kind="sharing")


def test_a_trait_that_is_not_approved_is_not_in_it(
    app: Flask, study: Study, make_file: MakeFile, let_all_reuse: Callable[[], None]
) -> None:
    let_all_reuse()
    rows = with_csv(make_file(study, "csv", kind="sharing", variables=("group_type",)).path)
    assert not {"place", "age", "gender"} & rows[0].keys()


def test_whoever_has_the_research_file_can_join_it_on_the_scores_and_the_terms_say_so(
    app: Flask, study: Study, make_file: MakeFile, let_all_reuse: Callable[[], None]
) -> None:
    let_all_reuse()
    made = make_file(study, "csv", kind="sharing", variables=tuple(ALL))
    shared = with_csv(made.path)
    whole = with_csv(make_file(study, "csv", "wide").path)
    names = ("soc13_total", "gse_total")
    waves = ("pre", "post")
    prints = Counter(tuple(row[f"{n}_{w}"] for n in names for w in waves) for row in whole)
    found = [prints[tuple(row[f"{n}_{w}"] for n in names for w in waves)] for row in shared]
    assert found.count(1) > len(shared) * 0.8
    assert "can always be joined" in made.terms.decode()


def test_the_database_takes_no_second_file_for_sharing_of_a_study(app: Flask, study: Study) -> None:
    def add() -> None:
        with writing(app) as session:
            proposal = session.scalars(select(ExportProposal)).first()
            session.add(
                Export(
                    study_id=study.id, proposal_id=proposal.id, kind="sharing", file_format="csv",
                    shape="long", language="nb", state="waiting", made_by="somebody",
                    week="2026-W40", shared_study=study.id,
                )
            )  # fmt: skip

    make_proposal(app, study)
    add()
    with pytest.raises(IntegrityError, match="shared_study"):
        add()


@pytest.mark.usefixtures("installation", "study")
def test_a_second_file_for_sharing_is_refused_at_the_command_line_too(
    app: Flask,
    let_all_reuse: Callable[[], None],
    sammenheng: Callable[..., Any],
    tmp_path: Path,
) -> None:
    let_all_reuse()
    assert sammenheng("export", "try", "--kind", "sharing", "-o", tmp_path / "a.csv").code == 0
    again = sammenheng("export", "try", "--kind", "sharing", "-o", tmp_path / "b.csv")
    assert again.code == 1
    assert "one only" in again.err
    assert not (tmp_path / "b.csv").exists()
    assert len(read(app, select(Export.id))) == 1


def test_a_demonstration_shares_no_people_who_did_not_agree(
    app: Flask, installation: None, sammenheng: Callable[..., Any]
) -> None:
    make_study(app, "demo", kind=DEMONSTRATION)
    refused = sammenheng("export", "demo", "--kind", "sharing")
    assert refused.code == 1
    assert "nobody has said yes" in refused.err
    assert not read(app, select(Export.id))
