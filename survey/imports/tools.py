"""The tools that files come from: what tells them apart, and what of theirs is never stored.

As public descriptions and scripts have the files; of none was one with real answers seen.

- Nettskjema (UiO): semicolons, every cell in quotes; ``$submission_id``, ``$created``, then one
  column under each element's codebook name (of a matrix ``MATRIX.ROW``), ``$answer_time_ms`` last
  (Nettskjema CSV Format V1). Without the codebook the columns are called by the questions' texts.
- LimeSurvey: ``id``, ``submitdate``, ``lastpage``, ``startlanguage``, ``seed``, then question
  codes such as ``Q1[SQ001]``, or ``Q1_SQ001`` for SPSS; answers as codes (``A3``) or in full.
  Where no time was kept ``submitdate`` is 1980-01-01; where it is empty nobody sent it in.
- REDCap: the record's id first, ``redcap_event_name`` such as ``baseline_arm_1`` where there are
  several, ``redcap_repeat_instrument`` and ``..._instance``, ``<form>_timestamp``,
  ``<form>_complete``, and ``<field>___<code>`` for each box to tick; raw codes or labels.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

NETTSKJEMA, LIMESURVEY, REDCAP, PLAIN = "nettskjema", "limesurvey", "redcap", "plain"
NAMES = {
    NETTSKJEMA: "Nettskjema",
    LIMESURVEY: "LimeSurvey",
    REDCAP: "REDCap",
    PLAIN: "Sammenheng",
}
OF_A_TOOL = {
    NETTSKJEMA: re.compile(
        r"\$(?:submission_id|created|forwarded_to_form|signed|answer_time(?:_ms)?)"
        r"|submission_reference|username"
    ),
    LIMESURVEY: re.compile(
        r"id|response id|submitdate|lastpage|startlanguage|seed|token|ipaddr|refurl|startdate"
        r"|datestamp|interviewtime|grouptime\d*|.+time|attribute_\d+|firstname|lastname|email"
    ),
    REDCAP: re.compile(
        r"record_id|redcap_\w+|\w+_timestamp|\w+_complete|\w+_return_code|survey_access_code"
    ),
}
# What such columns are called, whatever the tool.
ABOUT_SOMEBODY = re.compile(
    r"e-?post|e-?mail|mail|telefon\w*|phone|mobil\w*|tlf|navn|namn|name|fornavn|etternavn"
    r"|firstname|lastname|fødsels\w*|fodsels\w*|personnummer|birth\w*|adresse|address|ip|ip[ _-]?"
    r"(?:addr|address|adresse)|token|postnummer|brukernavn|username|signatur\w*"
)


def recognise(header: Sequence[str]) -> str:
    """Return the tool that a file is from, by the columns that only it writes."""
    names = {name.lower() for name in header}
    if any(name.startswith("$") for name in names & {"$submission_id", "$created"}):
        return NETTSKJEMA
    if "submitdate" in names and names & {"lastpage", "startlanguage"}:
        return LIMESURVEY
    if any(name.startswith("redcap_") for name in names) or (
        "record_id" in names and any(name.endswith("_complete") for name in names)
    ):
        return REDCAP
    return PLAIN


def is_personal(tool: str, name: str) -> bool:
    """Return whether a column is about who answered, from where and when: never to be stored."""
    low = name.strip().lower()
    own = OF_A_TOOL.get(tool)
    return bool((own and own.fullmatch(low)) or ABOUT_SOMEBODY.fullmatch(low))
