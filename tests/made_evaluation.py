"""An evaluation as the command writes it, made by hand: 144 people, and gaps with reasons."""

from __future__ import annotations

import copy
from typing import Any

COLUMNS = (
    "soc13_comprehensibility",
    "soc13_manageability",
    "soc13_meaningfulness",
    "soc13_total",
    "gse_total",
)
ROLES = {"soc13_total": ("primary", "planned"), "gse_total": ("secondary", "planned")}
BOUNDS = {
    "soc13_total": 4.0,
    "soc13_comprehensibility": 2.0,
    "soc13_manageability": 1.5,
    "soc13_meaningfulness": 1.5,
    "gse_total": 2.0,
}
MEANS = {"soc13_total": (60.35, 63.53), "gse_total": (28.49, 29.56)}
NO_RETEST = "the plan has no test-retest correlation of this outcome"
NO_POPULATION = "no population mean is assumed for this outcome; Norway has no norms"


def found(mean: float, half: float = 1.5, n: int = 144) -> dict[str, Any]:
    """Return a change as `scoring.conclusion` gives it."""
    low, high = mean - half, mean + half
    told = "higher" if low > 0 else ("lower" if high < 0 else "no clear change")
    return {"n_pairs": n, "mean": mean, "ci95": [low, high], "conclusion": told}


def reliable(source: str, reliability: float | None) -> dict[str, Any]:
    keys = ("standard_error_of_measurement", "threshold95", "threshold_range")
    keys += ("improved", "unchanged", "deteriorated", "expected_by_chance")
    figures = (4.9, 13.58, [12.2, None], 18, 123, 3, 3.6)
    if reliability is None:
        figures = (None,) * len(keys)
    out = {
        "reliability_source": source,
        "reliability": reliability,
        "sd_source": "all scored pre answers",
        "sd_pre": 11.95,
        "n": 144,
        **dict(zip(keys, figures, strict=True)),
    }
    why = f"reliability, {', '.join(keys)}: {NO_RETEST}." if reliability is None else ""
    return {**out, "why": why or "threshold_range: an end is missing."}


def outcome(column: str) -> dict[str, Any]:
    before, after = MEANS.get(column, (20.8, 21.87))
    role, status = ROLES.get(column, ("exploratory", "exploratory"))
    change = after - before
    ends = [change - 0.9, change + 0.9]
    has_retest = column in ROLES
    return {
        "role": role,
        "status": status,
        "n_pre": 217,
        "n_post": 146,
        "n_pairs": 144,
        "n_prorated": 50,
        "pre": {"mean": before, "sd": 12.01},
        "post": {"mean": after, "sd": 11.45},
        "correlation": 0.6974,
        "change": {"mean": change, "sd": 9.14, "n_up": 87, "n_zero": 4, "n_down": 53},
        "t_test": {"t": 4.18, "df": 143, "p": 0.034, "ci95": ends},
        "wilcoxon": {
            "zero_method": "wilcox",
            "w_plus": 6000.0,
            "w_minus": 3000.0,
            "n_zero": 4,
            "n_ties": 120,
            "p_exact": 0.00002,
            "p_normal": 0.00003,
            "p_method": "exact sign-flip null over midranks, zeros dropped",
            "rank_biserial": 0.39,
        },
        "shapiro": {"w": 0.989, "p": 0.332},
        "effect_size": {
            "d_z": 0.348,
            "g_z": 0.346,
            "d_z_ci95": [0.179, 0.516],
            "d_av": 0.271,
            "g_av": 0.270,
            "g_av_ci95": [0.139, 0.400],
            "d_pre": 0.265,
            "method": {"d_z": "mean change / SD of change"},
        },
        "bootstrap": {
            "method": "BCa",
            "resamples": 9999,
            "seed": 20061,
            "n_dropped": 0,
            "mean_change_ci95": [1.84, 4.58],
            "g_av_ci95": [0.16, 0.40],
        },
        "equivalence": {
            "bound": BOUNDS[column],
            "t_lower": 9.4,
            "t_upper": -1.1,
            "p": 0.142,
            "ci90": [1.92, 4.44],
            "equivalent": False,
        },
        "bayes_factor": {"bf10": 299.93, "rscale": 0.7071067811865476},
        "p_holm": 0.0003,
        "clustered": {
            "n_groups": 40,
            "n_pairs": 144,
            "n_without_group": 0,
            "estimate": change,
            "se": 0.81,
            "df": 33.2,
            "ci95": [change - 1.1, change + 1.1],
            "p": 0.0004,
            "var_group": 3.2,
            "var_residual": 70.1,
            "icc": 0.043,
            "design_effect": 1.11,
            "method": "change ~ 1 + (1 | group) by REML, Satterthwaite df",
        },
        "reliable_change": [
            reliable("alpha, from the complete pre rows", 0.83),
            reliable("retest, a published one", 0.74 if has_retest else None),
        ],
        "smallest_p_possible": 1e-40,
        "power": {
            "change": BOUNDS[column],
            "t_test": 0.999,
            "clustered": 0.98,
            "equivalence": 1.0,
            "smallest_change_80": 2.15,
            "icc_assumed": 0.1,
        },
        "power_note": "With 144 pairs a change that matters would be found in 98 of 100 studies.",
    }


def reliability() -> dict[str, Any]:
    one = {
        "n": 188,
        "k": 4,
        "alpha": 0.8317,
        "alpha_ci95": [0.79, 0.87],
        "omega": None,
        "omega_method": "one factor, maximum likelihood",
        "item_rest": {"soc13_01": 0.25, "soc13_04": None, "why": "soc13_04: all alike."},
        "alpha_if_dropped": {"soc13_01": 0.84, "soc13_04": 0.82},
        "sd": 11.89,
        "standard_error_of_measurement": 4.88,
        "smallest_detectable_change": 13.5,
        "why": "omega: an item has no variance of its own left.",
    }
    return {wave: {column: copy.deepcopy(one) for column in COLUMNS} for wave in ("pre", "post")}


def attrition() -> dict[str, Any]:
    part = {
        "completers": {"n": 146, "mean": 60.43, "sd": 11.97},
        "lost": {"n": 71, "mean": 59.35, "sd": 11.95},
        "welch": {"difference": -1.08, "t": -0.6, "df": 139.2, "p": 0.532, "ci95": [-4.5, 2.34]},
        "hedges_g": -0.09,
        "hedges_g_ci95": [-0.37, 0.19],
    }
    return {
        "n_pre": 220,
        "n_post": 146,
        "n_both": 146,
        "n_lost": 74,
        "rate": 0.336,
        "rate_ci95": [0.277, 0.401],
        "by_outcome": dict.fromkeys(COLUMNS, part),
    }


def missing_scenarios() -> dict[str, Any]:
    scenarios = [
        {"key": key, "n": 217, **found(mean), "agrees": mean > 1.5}
        for key, mean in (
            ("no_change", 2.11),
            ("completers_10th_percentile", -0.55),
            ("multiple_imputation", 3.29),
        )
    ]
    scenarios[-1] |= {"library": "statsmodels", "n_imputations": 50, "seed": 20061}
    one = {
        "completers": found(3.18),
        "scenarios": scenarios,
        "holds": False,
        "sentence": "The conclusion (higher) does not hold at the completers' 10th percentile.",
    }
    left = {"with": found(3.18), "without": found(3.53, n=102), "agrees": True}
    return {
        "status": "exploratory",
        "note": "These are scenarios, not estimates.",
        "by_outcome": dict.fromkeys(COLUMNS, one),
        "left_early": {"n_left_early": 42, "by_outcome": dict.fromkeys(COLUMNS, left)},
    }


def measurement() -> dict[str, Any]:
    keys = [f"soc13_{n:02}" for n in range(1, 14)] + [f"gse_{n:02}" for n in range(1, 11)]
    drift = {
        key: {
            "n": 140,
            "pre_mean": 4.4,
            "post_mean": 4.6,
            "mean_change": 0.2,
            "ci95": [0.0, 0.4],
            "relative_change": -0.17 if key == "gse_07" else 0.03,
            "relative_ci95": [-0.29, -0.04] if key == "gse_07" else [-0.2, 0.26],
        }
        for key in keys
    }
    model = {"name": "configural", "chi_square": 130.2, "df": 64, "p": 0.00001, "cfi": 0.931}
    model |= {"rmsea": 0.071, "rmsea_ci90": [0.053, 0.089], "srmr": 0.06, "fits": True}
    scale = {
        "n_pairs": 104,
        "verdict": "cannot be tested with n = 104",
        "models": [],
        "latent_mean_change": None,
        "latent_mean_change_ci95": None,
        "why": "latent_mean_change, latent_mean_change_ci95: cannot be tested with n = 104.",
    }
    return {
        "status": "exploratory",
        "item_direction": {
            "against": {"pre": [], "post": ["soc13_02"]},
            "not_judged": {"pre": ["gse_01"], "post": []},
            "note": "with few people it may be chance",
        },
        "item_drift": {"by_item": drift, "note": "keyed items, points"},
        "factor_models": {
            "note": "One factor before and one after.",
            "bounds": {"cfi": 0.9},
            "fewest_pairs": 200,
            "by_scale": {
                **dict.fromkeys(COLUMNS, scale),
                "gse_total": {**scale, "verdict": "holds as far as fitted", "models": [model]},
            },
        },
    }


def regression() -> dict[str, Any]:
    one = {
        "n_pairs": 144,
        "pre_mean": 60.35,
        "observed_change": 3.18,
        "retest": [0.69, 0.78],
        "population_mean": [66.0, 72.0],
        "population_source": "our assumption",
        "scenarios": [],
        "expected_low": 1.24,
        "expected_high": 3.61,
        "observed_within_range": True,
    }
    gone = ("population_mean", "population_source", "expected_low", "expected_high")
    without = {**one, **dict.fromkeys((*gone, "observed_within_range"), None)}
    without["why"] = f"{', '.join(gone)}, observed_within_range: {NO_POPULATION}."
    return {
        "status": "exploratory",
        "note": "A scenario, never a correction: (1 - retest) x (population mean - mean at pre).",
        "by_outcome": {**dict.fromkeys(COLUMNS, without), "soc13_total": one},
    }


def sensitivity() -> dict[str, Any]:
    analyses = [
        {"key": "without_item", "items": ["soc13_01"], **found(3.0), "agrees": True},
        {"key": "without_items_2_and_3", "items": ["soc13_02"], **found(1.2), "agrees": False},
        {"key": "complete_only", "items": [], **found(3.1), "agrees": None, "why": "agrees: no."},
    ]
    one = {"planned": found(3.18), "analyses": analyses, "n_changed": 1, "all_agree": False}
    return {"status": "exploratory", "note": "", "by_outcome": dict.fromkeys(COLUMNS, one)}


def anchor() -> dict[str, Any]:
    kinds = {
        "worse": {"n": 1, "mean_change": None, "sd": None, "why": "mean_change: too few."},
        "same": {"n": 35, "mean_change": 0.97, "sd": 8.0},
        "better": {"n": 90, "mean_change": 3.9, "sd": 9.0},
    }
    one = {"n": 126, "correlation": 0.06, "ci95": [-0.11, 0.22], "by_judgement": kinds}
    return {
        "status": "exploratory",
        "note": "These are no cut-offs (-3 much worse to 3 much better).",
        "method": "Pearson",
        "n": 128,
        "judgement": {"n_worse": 1, "n_same": 36, "n_better": 91, "mean": 1.14},
        "by_outcome": dict.fromkeys(COLUMNS, one),
    }


def group_types() -> dict[str, Any]:
    levels = ["self_organised", "led"]
    one = {
        "n": dict(zip(levels, (121, 23), strict=True)),
        "n_groups": dict(zip(levels, (32, 8), strict=True)),
        "mean_change": dict(zip(levels, (2.98, 4.26), strict=True)),
        "difference": 1.52,
        "se": 2.26,
        "df": 43.0,
        "ci95": [-3.03, 6.07],
        "p": 0.504,
        "method": "REML",
    }
    comparison = {
        "attribute": "group_type",
        "levels": levels,
        "n_groups_unclear": 2,
        "by_outcome": dict.fromkeys(COLUMNS, one),
    }
    return {"status": "exploratory", "note": "Not drawn by lot.", "comparisons": [comparison]}


def conditions() -> dict[str, Any]:
    slope = {"slope": 0.8, "se": 0.7, "df": 110.0, "ci95": [-0.6, 2.2], "p": 0.26}
    none = {**dict.fromkeys(slope, None), "why": "slope, se, df, ci95, p: five groups are needed."}
    one = {"n": 140, "n_groups": 4, "person": slope, "group": none, "method": "REML"}
    return {
        "status": "exploratory",
        "note": "What goes together.",
        "by_outcome": {column: {"climate_trust": one} for column in COLUMNS},
    }


def quality() -> dict[str, Any]:
    both = {"everyone": found(3.18), "without_flagged": found(3.25, n=143), "agrees": True}
    return {
        "status": "exploratory",
        "n_rows": 366,
        "n_flagged": 6,
        "n_straightlined": 0,
        "n_long_string": 0,
        "n_too_many_missing": 5,
        "n_implausible": 1,
        "rules": {"straightlined": "every answered item has the same answer"},
        "with_and_without": dict.fromkeys(COLUMNS, both),
    }


def comparability() -> dict[str, Any]:
    return {
        "n_wording_changed": 2,
        "n_language_changed": 0,
        "n_mode_changed": None,
        "weeks_between": {
            "n": 144,
            "median": 26.0,
            "quartiles": [24.0, 29.0],
            "lowest": 12,
            "highest": 51,
        },
        "by_language": {"nb": 200, "en": 20},
        "warnings": ["2 people answered another wording after than before"],
        "why": "n_mode_changed: the file has no column mode.",
    }


def made_evaluation() -> dict[str, Any]:
    return {
        "plan": {
            "primary": "soc13_total",
            "secondary": "gse_total",
            "holm_family": list(BOUNDS),
            "equivalence_bounds": BOUNDS,
            "retest": {"soc13_total": 0.74},
            "retest_details": {"soc13_total": {"value": 0.74, "source": "a published one"}},
            "alpha": 0.05,
            "missing": "instrument",
            "n_invited": 400,
            "sha256": "b" * 64,
            "about_bounds": "equivalence bounds are working values of this project",
        },
        "data": {
            "sha256": "a" * 64,
            "n_rows": 402,
            "n_participants": 240,
            "n_groups": 40,
            "n_late_pre": 20,
            "n_group_changed": 0,
            "software": {"python": "3.11.7", "numpy": "2.4.6"},
        },
        "flow": {
            "n_invited": 400,
            "n_pre": 220,
            "n_post": 148,
            "n_linked": 146,
            "n_unlinked_post": 2,
            "n_pre_only": 74,
            "n_late_pre": 20,
            "n_left_early": 42,
            "n_analysed": dict.fromkeys(COLUMNS, 144),
        },
        "comparability": comparability(),
        "outcomes": {column: outcome(column) for column in COLUMNS},
        "reliability": reliability(),
        "attrition": attrition(),
        "missing_scenarios": missing_scenarios(),
        "quality": quality(),
        "measurement": measurement(),
        "regression_to_the_mean": regression(),
        "anchor": anchor(),
        "sensitivity": sensitivity(),
        "group_types": group_types(),
        "conditions": conditions(),
    }
