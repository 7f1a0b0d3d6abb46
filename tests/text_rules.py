"""What every text of an evaluation must keep to, and how its figures are written."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

HOUSE = tomllib.loads((Path(__file__).parent / "language" / "house.toml").read_text("utf-8"))
NO_FIGURE = re.compile(r"\b(?:None|nan|inf|[Uu]ndefined)\b")
# Names of methods, which an article cannot do without.
METHODS = {
    "nb": r"multippel imputasjon",
    "nn": r"(?!)",
    "en": r"design effect|multiple imputation|imputed data sets",
}


def decimals(value: float, places: int, language: str) -> str:
    """Return a figure as the texts write it: a true minus, and the language's decimal sign."""
    text = f"{value:z.{places}f}".replace("-", "−")
    return text if language == "en" else text.replace(".", ",")


def from_to(ends: list[float], places: int, language: str) -> str:
    """Return an interval in words."""
    low, high = (decimals(end, places, language) for end in ends)
    return {
        "en": f"from {low} to {high}",
        "nb": f"fra {low} til {high}",
        "nn": f"frå {low} til {high}",
    }[language]


def never_said(text: str, language: str) -> Iterator[str]:
    """Yield what the house never says, but for the names of methods and of works cited."""
    names = [*HOUSE["exceptions"]["anywhere"], *HOUSE["exceptions"]["researcher_words"]]
    body = re.split(r"^# (?:References|Referanser)$", text, flags=re.MULTILINE)[0]
    body = _whole([*names, METHODS[language]]).sub(" ", body)
    body = re.sub(r"“[^”]*”|«[^»]*»", " ", body)  # the plan's own words for its sources
    for row in HOUSE["never"]:
        yield from _whole([row[language]]).findall(body)


def _whole(patterns: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{'|'.join(patterns)})(?![\w-])", re.IGNORECASE)
