"""What was found: the change in every outcome, first of all in the plan's own."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.plan import DEFAULT
from survey.evaluation.change_picture import ChangeRow, change_intervals
from survey.evaluation.document import Block, Figures, Notes, Paragraph, Picture, Section, Table
from survey.evaluation.names import EXPLORATORY, WAVES, in_order, name_of, role_of, spans
from survey.evaluation.numbers import (
    bare,
    count,
    interval,
    mean_and_sd,
    p_value,
    points,
    signed_interval,
    signed_mean_and_sd,
)
from survey.evaluation.tables import At, Column, outcome_table, part, sentence

NO_COMPARISON = "There is no comparison group: this shows what changed, not why."
COLUMNS: tuple[Column, ...] = (
    ("pairs", At("n_pairs", count)),
    ("before (SD)", At("pre", mean_and_sd)),
    ("after (SD)", At("post", mean_and_sd)),
    ("change (SD)", At("change", signed_mean_and_sd)),
    ("95 % interval", At("t_test.ci95", signed_interval)),
    ("95 %, in groups", At("clustered.ci95", signed_interval)),
    ("p", At("t_test.p", p_value)),
)


def found(evaluation: Figures) -> Section:
    """Return the section that a tired reader may stop after."""
    outcomes = evaluation.get("outcomes", {})
    return Section("found", "What was found", tuple(_blocks(evaluation, outcomes)))


def _blocks(evaluation: Figures, outcomes: Figures) -> Iterator[Block]:
    first = [
        column
        for role in ("primary", "secondary")
        for column in in_order(outcomes)
        if role_of(column, evaluation) == role
    ]
    sentences = [_sentence(column, evaluation) for column in first]
    yield from (Paragraph(words, is_lead=True) for words in (*sentences[:1], NO_COMPARISON))
    yield from map(Paragraph, sentences[1:])
    if outcomes:
        yield _picture(evaluation, outcomes)
        yield change_table(evaluation)
    yield Paragraph(_data(evaluation.get("data", {})))
    yield Notes(tuple(_caveats(evaluation, outcomes)))


def _sentence(column: str, evaluation: Figures) -> str:
    figures = evaluation["outcomes"][column]
    change = part(figures, "change").get("mean")
    told = f"{role_of(column, evaluation)} outcome ({told_status(figures)})"
    role = f"{name_of(column)}, the plan's {told}"
    if change is None:
        return f"{role}: no change can be given, for nobody has the score both times."
    n = figures["n_pairs"]
    people = f"{count(n)} people who answered both times" if n != 1 else "one person"
    way = _way(change)
    intervals = "; ".join(_intervals(figures))
    return f"{role}: {people} scored on average {way}{f' ({intervals})' if intervals else ''}."


def _way(change: float) -> str:
    told = points(abs(change))
    if told == "0.00":
        return "the same after as before"
    unit = "point" if told == "1.00" else "points"
    return f"{told} {unit} {'higher' if change > 0 else 'lower'} after than before"


def _intervals(figures: Figures) -> Iterator[str]:
    one_by_one = part(figures, "t_test").get("ci95")
    if one_by_one:
        holds_zero = one_by_one[0] <= 0 <= one_by_one[1]
        yield (
            f"95 % interval {interval(one_by_one, sign=True)}"
            f"{', which holds zero: no clear change' if holds_zero else ''}"
        )
    if in_groups := part(figures, "clustered").get("ci95"):
        otherwise = part(figures, "conclusion").get("agrees") is False
        told = ", which says otherwise and is to be believed" if otherwise else ""
        yield f"{interval(in_groups, sign=True)} with people in their groups{told}"


def told_status(figures: Figures) -> str:
    """Return whether an outcome's result was planned."""
    return str(figures.get("status", "planned"))


def change_table(evaluation: Figures) -> Table:
    """Return every outcome's change in points, with both intervals side by side."""
    outcomes = evaluation["outcomes"]
    roles: Column = ("role", lambda figures: figures["told_role"])
    told = {
        column: {**figures, "told_role": _role(column, evaluation)}
        for column, figures in outcomes.items()
    }
    return outcome_table(
        "change-points",
        "Change, after minus before, in points; people with the score both times",
        (roles, *COLUMNS),
        told,
        parts=("pre", "post", "change", "t_test", "clustered"),
    )


def _role(column: str, evaluation: Figures) -> str:
    role = role_of(column, evaluation)
    return role if role == EXPLORATORY else f"{role}, {told_status(evaluation['outcomes'][column])}"


def _picture(evaluation: Figures, outcomes: Figures) -> Picture:
    rows = [_marks(column, evaluation) for column in in_order(outcomes)]
    description = "; ".join(f"{row.label}: {row.numbers} points" for row in rows)
    table = Table(
        "change-per-cent",
        "The figures of the picture, per cent of each scale's range",
        ("outcome", "change", "95 % interval", "95 %, in groups"),
        tuple(
            (
                row.label,
                points(row.mean, sign=True),
                interval(row.people, sign=True),
                interval(row.groups, sign=True),
            )
            for row in rows
        ),
        is_detail=True,
    )
    caption = "Change and its 95 % intervals, every outcome in per cent of its scale's range"
    return Picture(caption, change_intervals(rows, description=f"{description}."), table)


def _marks(column: str, evaluation: Figures) -> ChangeRow:
    figures = evaluation["outcomes"][column]
    low, high = spans().get(column, (0, 100))
    unit = 100 / (high - low)
    mean = part(figures, "change").get("mean")
    ends = [part(figures, name).get("ci95") for name in ("t_test", "clustered")]
    role = role_of(column, evaluation)
    return ChangeRow(
        label=name_of(column) if role == EXPLORATORY else f"{name_of(column)}, {role}",
        numbers=f"{points(mean, sign=True)} ({interval(ends[0], sign=True)})",
        is_main=role != EXPLORATORY,
        mean=None if mean is None else mean * unit,
        people=(ends[0][0] * unit, ends[0][1] * unit) if ends[0] else None,
        groups=(ends[1][0] * unit, ends[1][1] * unit) if ends[1] else None,
    )


def _data(data: Figures) -> str:
    groups = data.get("n_groups")
    told = f"{count(data.get('n_rows'))} rows, {count(data.get('n_participants'))} participants"
    told += "." if groups is None else f"; groups: {count(groups)}."
    if late := data.get("n_late_pre"):
        told += f" First answers after three or more meetings: {count(late)}, left out below."
    return told


def _caveats(evaluation: Figures, outcomes: Figures) -> Iterator[str]:
    """Say what the figures cannot show; these lines hold whatever the figures are."""
    if outcomes and not any("clustered" in figures for figures in outcomes.values()):
        yield (
            "The intervals take people one by one. People in one group are often alike, so the "
            "true uncertainty is somewhat larger."
        )
    if evaluation.get("plan", {}).get("source") == DEFAULT:
        yield (
            "No analysis plan was given, so the program's own was used; whether it was chosen "
            "before the answers came in is not known."
        )
    if evaluation.get("attrition", {}).get("n_lost"):
        yield (
            "Those who did not answer after are not in the change; it may have gone otherwise "
            "with them."
        )
    if "regression_to_the_mean" not in evaluation:
        yield (
            "Regression to the mean is not in these figures: people who begin when life is "
            "hardest tend to score higher next time, also without a group."
        )
    plan = evaluation.get("plan", {})
    if plan:
        chosen = f"primary {name_of(plan['primary'])}, secondary {name_of(plan['secondary'])}"
        yield f"Outcomes chosen in the plan: {chosen}. The others only explore."
    yield from _about_groups(evaluation, outcomes)
    yield from _about_measurement(evaluation)


def _about_groups(evaluation: Figures, outcomes: Figures) -> Iterator[str]:
    for column in in_order(outcomes):
        icc = part(outcomes[column], "clustered").get("icc")
        if icc is not None and role_of(column, evaluation) == "primary":
            yield (
                f"Of the spread in change of {name_of(column)}, {bare(icc)} lies between groups "
                "(the intraclass correlation)."
            )


def _about_measurement(evaluation: Figures) -> Iterator[str]:
    """Say what must be known before a change is read at all."""
    yield from map(sentence, part(evaluation, "comparability").get("warnings") or ())
    direction = part(part(evaluation, "measurement"), "item_direction")
    for wave, items in part(direction, "against").items():
        if items:
            yield (
                f"Against the rest of their total, {WAVES.get(wave, wave)}: {', '.join(items)}. "
                "Look at their keys before anything else."
            )
