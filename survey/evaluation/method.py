"""How it was done: the plan, every formula and method by name, the data and the software."""

from __future__ import annotations

from collections.abc import Iterator

from survey.evaluation.document import Block, Figures, Paragraph, Section, Table
from survey.evaluation.names import in_order, name_of
from survey.evaluation.numbers import bare, count, points
from survey.evaluation.reasons import reasons
from survey.evaluation.tables import part

FORMULAS = (
    ("change", "after minus before, in points, in people with the score both times"),
    ("95 % interval", "paired t, people one by one, df = pairs − 1"),
    (
        "95 %, in groups",
        "change ~ 1 + (1 | group), restricted maximum likelihood, Satterthwaite's df",
    ),
    (
        "signed rank",
        (
            "Wilcoxon, unchanged pairs left out (zero method wilcox), exact sign-flip distribution "
            "over doubled midranks where the p says exact, else normal"
        ),
    ),
    ("Shapiro-Wilk", "of the changes"),
    ("equivalence", "two one-sided paired t-tests (Schuirmann 1987); bounds from the plan"),
    ("Bayes factor", "JZS, paired, Cauchy prior with the scale given in the data file"),
    ("Holm", "over the paired t-tests of the plan's family; makes no outcome confirmatory"),
    (
        "reliable change",
        "change beyond 1.96 x √2 x SD before x √(1 − reliability) (Jacobson and Truax 1991)",
    ),
    ("alpha", "Cronbach's, with Feldt's interval, complete rows"),
    ("omega", "one factor, maximum likelihood on the covariances of the keyed items"),
    ("loss", "Wilson's interval; means by Welch's t"),
)


def method(evaluation: Figures) -> Section:
    """Return the section."""
    return Section("method", "How it was done", tuple(_blocks(evaluation)))


def _blocks(evaluation: Figures) -> Iterator[Block]:
    yield _data(evaluation.get("data", {}))
    if plan := evaluation.get("plan", {}):
        yield _plan(plan)
        yield from _bounds(plan)
    yield _formulas(evaluation)
    yield Paragraph("Software and data can be checked: same answers, same plan, same figures.")
    yield _software(evaluation.get("data", {}))


def _data(data: Figures) -> Table:
    rows = (
        ("rows", count(data.get("n_rows"))),
        ("participants", count(data.get("n_participants"))),
        ("groups", count(data.get("n_groups"))),
        (
            "people whose group changed (the group before is used)",
            count(data.get("n_group_changed")),
        ),
    )
    return Table("data", "What was read", ("what", "n"), rows, reasons({"": data}))


def _plan(plan: Figures) -> Table:
    family = ", ".join(name_of(one) for one in plan.get("holm_family") or ())
    rows = [
        ("primary outcome", name_of(plan["primary"])),
        ("secondary outcome", name_of(plan["secondary"])),
        ("Holm family", family),
        ("level", bare(plan.get("alpha"))),
        ("missing rule", str(plan.get("missing"))),
    ]
    for key, words in (
        ("n_invited", "invited"),
        ("imputations", "imputations"),
        ("seed", "seed"),
        ("sha256", "SHA-256 of the plan"),
    ):
        if plan.get(key) is not None:
            rows.append((words, str(plan[key])))
    return Table("plan", "The plan", ("what", "plan"), tuple(rows))


def _bounds(plan: Figures) -> Iterator[Block]:
    bounds, retest = plan.get("equivalence_bounds") or {}, plan.get("retest") or {}
    details = plan.get("retest_details") or {}
    columns = in_order({**bounds, **retest})
    rows = tuple(
        (
            name_of(one),
            points(bounds.get(one), decimals=1),
            bare(retest.get(one)),
            str((details.get(one) or {}).get("source", "")),
        )
        for one in columns
    )
    if rows:
        head = ("outcome", "equivalence bound", "retest", "source of the retest")
        yield Table("bounds", "What the plan takes from elsewhere", head, rows, is_detail=True)


def _formulas(evaluation: Figures) -> Table:
    told: dict[str, list[str]] = {name: [words] for name, words in FORMULAS}
    own: dict[str, list[str]] = {}
    for name, words in (*_of_outcomes(evaluation), *_of_sections(evaluation)):
        if words not in own.setdefault(name, []):
            own[name].append(words)
    rows = tuple((name, "; ".join(words)) for name, words in {**told, **own}.items())
    return Table(
        "formulas", "Every formula and method by name", ("figure", "how"), rows, is_detail=True
    )


def _of_outcomes(evaluation: Figures) -> Iterator[tuple[str, str]]:
    """Yield what the evaluation itself says of its methods; it goes before what is known here."""
    for figures in evaluation.get("outcomes", {}).values():
        yield from (part(part(figures, "effect_size"), "method")).items()
        if clustered := part(figures, "clustered").get("method"):
            yield "95 %, in groups", str(clustered)
        bootstrap = part(figures, "bootstrap")
        if method := bootstrap.get("method"):
            resamples = f"{count(bootstrap.get('resamples'))} resamples of people"
            yield "bootstrap", f"{method}, {resamples}, seed {bootstrap.get('seed')}"
        if (scale := part(figures, "bayes_factor").get("rscale")) is not None:
            yield "Bayes factor", f"JZS, paired, Cauchy prior of scale {scale:.4f}"
    for scales in evaluation.get("reliability", {}).values():
        for figures in scales.values():
            if method := figures.get("omega_method"):
                yield "omega", str(method)


def _of_sections(evaluation: Figures) -> Iterator[tuple[str, str]]:
    for figures in part(part(evaluation, "missing_scenarios"), "by_outcome").values():
        for scenario in figures.get("scenarios") or ():
            if library := scenario.get("library"):
                drawn = f"{count(scenario.get('n_imputations'))} imputations"
                yield "multiple imputation", f"{library}, {drawn}, seed {scenario.get('seed')}"
    if method := part(evaluation, "anchor").get("method"):
        yield "participants' own judgement", str(method)
    for name, figures in (*_of_types(evaluation), *_of_climate(evaluation)):
        if method := figures.get("method"):
            yield name, str(method)


def _of_types(evaluation: Figures) -> Iterator[tuple[str, Figures]]:
    for comparison in part(evaluation, "group_types").get("comparisons") or ():
        for figures in part(comparison, "by_outcome").values():
            yield "kinds of groups", figures


def _of_climate(evaluation: Figures) -> Iterator[tuple[str, Figures]]:
    for items in part(part(evaluation, "conditions"), "by_outcome").values():
        for figures in items.values():
            yield "climate in the group", figures


def _software(data: Figures) -> Table:
    software = data.get("software") or {}
    rows = [(name, str(version)) for name, version in software.items()]
    rows.append(("SHA-256 of the answers", str(data.get("sha256", "–"))))
    return Table(
        "software",
        "Software, and the answers' fingerprint",
        ("what", "version"),
        tuple(rows),
        is_detail=True,
    )
