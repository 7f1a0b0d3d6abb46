"""What the research file's columns about people and waves mean, for its codebook."""

from __future__ import annotations

COLUMNS: dict[str, tuple[str, str, dict[str, str]]] = {
    # column: type, meaning, values
    "participant": ("string", "Pseudonym of the participant, the same at both waves", {}),
    "group": ("string", "Pseudonym of the group", {}),
    "municipality": ("string", "Official number of the municipality of the contact point", {}),
    "group_type": (
        "string",
        "How the group is run",
        {"self_organised": "without a leader", "led": "with a leader"},
    ),
    "life_problem": (
        "string",
        "Whether the members share one life problem",
        {"same": "the same", "mixed": "different"},
    ),
    "wave": ("string", "When the answers were given", {"pre": "before", "post": "after"}),
    "weeks_since_pre": ("integer", "Weeks since the participant's own first answers", {}),
    "meetings_before": (
        "string",
        "Meetings of the group before the first answers",
        {"none": "none", "1-2": "one or two", "3+": "three or more"},
    ),
    "late_pre": (
        "integer",
        (
            "Three or more meetings before the first answers: analysed apart; "
            "0 also where the question was skipped"
        ),
        {"0": "no", "1": "yes"},
    ),
    "language": (
        "string",
        "Language of the wording shown",
        {"nb": "bokmål", "nn": "nynorsk", "en": "English"},
    ),
    "wording": ("string", "Instrument and first eight signs of the hash of the wording shown", {}),
    "mode": (
        "string",
        "How the answers were given",
        {"web": "on the web", "paper": "on paper", "imported": "from another file"},
    ),
}
