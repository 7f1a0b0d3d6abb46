"""How many open items a score survives. Loads no arrays: a plan can be read without them."""

from __future__ import annotations

import math

from scoring.errors import BadPlan
from scoring.instrument import Subscale

MissingRule = str | float  # "instrument", "complete", or the share of a scale's items

SHARE_TOLERANCE = 1e-9  # 1 of 5 open is a share of .2, also where .2 * 5 falls short of 1


def check_missing_rule(missing: MissingRule) -> MissingRule:
    """Return the rule, a share given as text as a number; BadPlan if it is no rule."""
    if missing in {"instrument", "complete"}:
        return missing
    try:
        share = math.nan if isinstance(missing, bool) else float(missing)
    except (TypeError, ValueError):
        share = math.nan
    if not 0 <= share < 1:
        raise BadPlan(
            f"no missing rule: {missing!r}",
            ["give instrument, complete, or the share of open items a score survives, as in 0.2"],
        )
    return share


def allowed_open(scale: Subscale, missing: MissingRule) -> int:
    """Return how many open items the scale's score survives; never all of them."""
    if missing == "instrument":
        return scale.allowed_open
    if missing == "complete":
        return 0
    n_items = len(scale.items)
    return min(math.floor(float(missing) * n_items + SHARE_TOLERANCE), n_items - 1)
