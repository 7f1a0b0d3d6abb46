"""Every text that is made of an evaluation, by the name of its file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from survey.evaluation.article import article
from survey.evaluation.summary import summary
from survey.evaluation.trend import trend

SUMMARIES = ("nb", "nn", "en")
ARTICLES = ("nb", "en")


def written(evaluation: Mapping[str, Any], name: str) -> dict[str, str]:
    """Return the one-page summaries, the article texts and the TREND checklist, by file name.

    name: of what was evaluated, such as the file; it stands in the title of the summaries.
    """
    return {
        **{
            f"summary.{language}.html": summary(evaluation, language, title=name)
            for language in SUMMARIES
        },
        **{f"article.{language}.md": article(evaluation, language) for language in ARTICLES},
        "trend.en.md": trend(evaluation),
    }
