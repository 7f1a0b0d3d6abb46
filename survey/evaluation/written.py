"""Every text that is made of an evaluation, by the name of its file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from survey.evaluation.article import article
from survey.evaluation.speech import speaking
from survey.evaluation.summary import summary
from survey.evaluation.trend import trend
from survey.report.facts import StudyFacts
from survey.report.sentences import not_real

SUMMARIES = ("nb", "nn", "en")
ARTICLES = ("nb", "en")


def written(
    evaluation: Mapping[str, Any], name: str, study: StudyFacts | None = None
) -> dict[str, str]:
    """Return the one-page summaries, the article texts and the TREND checklist, by file name.

    name: of what was evaluated, such as the file; it stands in the title of the summaries.
    study: the study the answers are from, if they are from one: where its people are simulated
    or its questions are a stand-in text, every text says so before anything else.
    """
    notices = {language: _notice(study, language) for language in SUMMARIES}
    texts = {
        f"summary.{language}.html": summary(evaluation, language, title=name, notice=notice)
        for language, notice in notices.items()
    }
    for language in ARTICLES:
        texts[f"article.{language}.md"] = _quoted(notices[language]) + article(evaluation, language)
    return {**texts, "trend.en.md": _quoted(notices["en"]) + trend(evaluation)}


def _notice(study: StudyFacts | None, language: str) -> str:
    with speaking(language):
        return "" if study is None else not_real(study)


def _quoted(notice: str) -> str:
    return f"> **{notice}**\n\n" if notice else ""
