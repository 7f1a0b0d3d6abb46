"""What a column of a file can be: everything that an import stores, under our own names."""

from __future__ import annotations

from scoring.instrument import INSTRUMENT_KEYS, load_instrument
from survey.after_questions import AFTER, DECLINABLE
from survey.after_questions import KEYS as AFTER_KEYS
from survey.after_questions import QUESTIONS as AFTER_QUESTIONS
from survey.background_questions import KEYS as BACKGROUND_KEYS
from survey.background_questions import QUESTIONS as BACKGROUND_QUESTIONS
from survey.declined import declined_column

PERSON = ("participant", "group", "municipality", "group_type", "life_problem")
SITTING = (
    "wave",
    "week",
    "weeks_since_pre",
    "meetings_before",
    "late_pre",
    "language",
    "wording",
    "mode",
)
GROUP = ("group", "municipality", "group_type", "life_problem")  # known together, or not at all
ITEMS = {key: load_instrument(key).item_keys for key in INSTRUMENT_KEYS}
DECLINED_COLUMNS = {
    declined_column(AFTER): DECLINABLE,
    **{declined_column(key): items for key, items in ITEMS.items()},
}
TARGETS = (
    *PERSON,
    *SITTING,
    *BACKGROUND_KEYS,
    *AFTER_KEYS,
    *DECLINED_COLUMNS,
    *(item for items in ITEMS.values() for item in items),
)
INSTRUMENT_OF = {item: key for key, items in ITEMS.items() for item in items}
# In a file with one row for each person these say the same of both waves.
OF_THE_PERSON = frozenset({*PERSON, "language", "wording", "mode"})
AT_PRE = frozenset({*BACKGROUND_KEYS, "meetings_before"})
AT_POST = frozenset({*AFTER_KEYS, declined_column(AFTER)})
WORDS: dict[str, tuple[str, ...]] = {
    "group_type": ("self_organised", "led"),
    "life_problem": ("same", "mixed"),
    "meetings_before": ("none", "1-2", "3+"),
    "mode": ("web", "paper", "imported"),
    **{one.key: tuple(point for point, _ in one.points) for one in BACKGROUND_QUESTIONS},
    **{
        one.key: tuple(str(point) for point, _ in one.points)
        for one in AFTER_QUESTIONS
        if one.is_in_words
    },
}
RANGES: dict[str, tuple[int, int]] = {
    "late_pre": (0, 1),
    "weeks_since_pre": (0, 1000),
    **{one.key: one.range for one in AFTER_QUESTIONS if not one.is_in_words},
    **{
        item: (load_instrument(key).minimum, load_instrument(key).maximum)
        for key, items in ITEMS.items()
        for item in items
    },
}
# Worked out anew from what is stored: a file of ours has them, and nothing is lost without.
WORKED_OUT = frozenset(
    f"{scale.column}{ending}"
    for key in INSTRUMENT_KEYS
    for scale in load_instrument(key).scales
    for ending in ("", "_missing", "_prorated")
)
MAY_BE_DECLINED = frozenset({*INSTRUMENT_OF, *DECLINABLE})
