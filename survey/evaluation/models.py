"""Whether a scale measured alike both times: the factor models and what they say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from survey.evaluation.document import Block, Figures, Table
from survey.evaluation.names import in_order, name_of
from survey.evaluation.numbers import (
    ABSENT,
    bare_interval,
    count,
    p_value,
    points,
    signed,
    signed_interval,
    three_decimals,
    yes_or_no,
)
from survey.evaluation.reasons import reasons
from survey.evaluation.tables import At, Column, about, outcome_table

VERDICTS: tuple[Column, ...] = (
    ("pairs", At("n_pairs", count)),
    ("what the models say", lambda one: str(one.get("verdict") or ABSENT)),
    ("latent change, SD", At("latent_mean_change", signed)),
    ("95 % interval", At("latent_mean_change_ci95", signed_interval)),
)
FITS: tuple[Column, ...] = (
    ("chi-square", At("chi_square", points)),
    ("df", At("df", count)),
    ("p", At("p", p_value)),
    ("CFI", At("cfi", three_decimals)),
    ("RMSEA", At("rmsea", three_decimals)),
    ("90 % interval", At("rmsea_ci90", bare_interval)),
    ("SRMR", At("srmr", three_decimals)),
    ("change in CFI", At("delta_cfi", three_decimals)),
    ("change in RMSEA", At("delta_rmsea", three_decimals)),
    ("keeps the bounds", lambda one: yes_or_no(one.get("fits", one.get("holds")))),
)


def model_blocks(section: Figures) -> Iterator[Block]:
    """Yield the verdict for each scale, and every model's fit as a detail."""
    models = section.get("factor_models") or {}
    by_scale = models.get("by_scale") or {}
    if not by_scale:
        return
    yield from about({**section, "note": models.get("note", "")}, "Factor models of both times")
    caption = "Whether each scale measured alike before and after"
    yield outcome_table("models", caption, VERDICTS, by_scale, parts=["why"])
    if any(one.get("models") for one in by_scale.values()):
        yield _fits(by_scale)


def _fits(by_scale: Mapping[str, Figures]) -> Table:
    rows, named = [], {}
    for column in in_order(by_scale):
        for model in by_scale[column].get("models") or ():
            named[f"{name_of(column)}, {model.get('name')}"] = model
            rows.append(
                (name_of(column), str(model.get("name")), *(cell(model) for _, cell in FITS))
            )
    head = ("scale", "model", *(head for head, _ in FITS))
    caption = "The fit of each model"
    return Table("model-fits", caption, head, tuple(rows), reasons(named), is_detail=True)
