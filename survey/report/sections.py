"""The facts as a document: one list of sections for the page and the PDF."""

from __future__ import annotations

from babel.numbers import format_percent
from flask_babel import get_locale
from flask_babel import gettext as _

from survey.report import background, sentences
from survey.report.document import Document, Paragraph, Picture, Section, Table, TableRow
from survey.report.facts import Area, OutcomeFacts, ReportFacts, StudyFacts, TooFew
from survey.report.number_forms import MINUS, as_printed, month_of_week, points, points_with_spread
from survey.report.pictures import ChangeMarks, ChangeRow, PictureWords, change_picture


def report_document(facts: ReportFacts) -> Document:
    """Return the report in the language in force."""
    period = ""
    if facts.first_week and facts.last_week:
        period = _(
            "Answers from %(first)s to %(last)s",
            first=month_of_week(facts.first_week),
            last=month_of_week(facts.last_week),
        )
    return _document(facts.study, facts.area, period, sections(facts))


def too_few_document(refusal: TooFew) -> Document:
    """Return the refusal in the language in force: one sentence and no figure."""
    sentence = Paragraph(sentences.too_few(refusal), role="lead")
    section = Section(key="too_few", heading="", blocks=(sentence,))
    return _document(refusal.study, refusal.area, "", (section,))


def sections(facts: ReportFacts) -> tuple[Section, ...]:
    """Return the sections of the report, in order."""
    parts = [_found(facts), _who_answered(facts), _sides()]
    if facts.regression is not None:
        rival = Paragraph(sentences.regression_to_the_mean(facts.regression))
        parts.append(Section(key="else", heading=_("What else could explain it"), blocks=(rival,)))
    return (*parts, *background.sections(facts))


def _document(study: StudyFacts, area: Area, period: str, parts: tuple[Section, ...]) -> Document:
    return Document(
        language=str(get_locale() or "en"),
        title=_("Before and after in the self-help groups"),
        area=area_name(area),
        study=_("Study: %(name)s", name=study.name),
        period=period,
        not_real=sentences.not_real(study),
        stamp=sentences.stamp(study),
        sections=parts,
    )


def area_name(area: Area) -> str:
    """Return whom a report is about."""
    if area.is_municipality:
        return _("%(name)s municipality", name=area.name)
    return _("All municipalities in the study together")


def _found(facts: ReportFacts) -> Section:
    """Return page 1: the sentence, the table, what it does not show, the picture."""
    total, efficacy = facts.outcome("soc13_total"), facts.outcome("gse_total")
    return Section(
        key="found",
        heading=_("What we found"),
        blocks=(
            Paragraph(sentences.change_found(total, facts.n_pairs), role="lead"),
            Paragraph(sentences.change_found(efficacy, facts.n_pairs)),
            _first_table(facts),
            Paragraph(sentences.no_cause(), role="caveat"),
            _change_picture(facts),
        ),
    )


def _first_table(facts: ReportFacts) -> Table:
    return Table(
        caption=_(
            "Mean points for the %(n)s people who answered both before and after, with the "
            "standard deviation in brackets",
            n=facts.n_pairs,
        ),
        header=(
            _("What was measured"),
            _("Scale"),
            _("Before"),
            _("After"),
            _("Change"),
            _("Uncertainty interval"),
        ),
        rows=tuple(_table_row(outcome) for outcome in facts.outcomes),
    )


def _table_row(outcome: OutcomeFacts) -> TableRow:
    scale = _("%(lowest)s to %(highest)s", lowest=outcome.lowest, highest=outcome.highest)
    figures = outcome.figures
    shown: tuple[str, ...] = (points(None),) * 4
    if figures is not None:
        shown = (
            points_with_spread(figures.pre_mean, figures.pre_sd),
            points_with_spread(figures.post_mean, figures.post_sd),
            points_with_spread(figures.change_mean, figures.change_sd),
            _from_to(outcome),
        )
    cells = (sentences.outcome_label(outcome.key), scale, *shown)
    return TableRow(cells=cells, is_part=outcome.is_subscale)


def _from_to(outcome: OutcomeFacts) -> str:
    if outcome.figures is None:
        return points(None)
    return _(
        "from %(low)s to %(high)s",
        low=points(outcome.figures.low),
        high=points(outcome.figures.high),
    )


def _change_picture(facts: ReportFacts) -> Picture:
    title = _("Mean change with its uncertainty interval")
    rows = [_picture_row(outcome) for outcome in facts.outcomes]
    told = "; ".join(f"{row.label}: {row.numbers}" for row in rows)
    description = f"{title}. {told}."
    caption = _(
        "The scales have different lengths, so the picture shows change in per cent of each "
        "scale's length, with the interval as a line. The points are given alongside. A line that "
        "crosses zero means no clear change. Each interval stands for itself: of several, one may "
        "miss zero by chance."
    )
    words = PictureWords(
        title=title,
        description=description,
        axis=_("Change in per cent of the scale's length"),
        numbers=_("Change in points"),
        tick=_per_cent,
    )
    svg = change_picture(rows, words)
    return Picture(svg=svg, title=title, description=description, caption=caption)


def _picture_row(outcome: OutcomeFacts) -> ChangeRow:
    figures = outcome.figures
    marks, numbers = None, points(None)
    if figures is not None:
        share = 100 / (outcome.highest - outcome.lowest)
        # Drawn as printed: whoever measures the drawing learns no digit more.
        ends = (as_printed(end) for end in (figures.change_mean, figures.low, figures.high))
        marks = ChangeMarks(*(float(end) * share for end in ends))
        numbers = f"{points(figures.change_mean)} ({_from_to(outcome)})"
    label = sentences.outcome_label(outcome.key)
    return ChangeRow(label=label, numbers=numbers, is_main=not outcome.is_subscale, marks=marks)


def _per_cent(value: float) -> str:
    return format_percent(value / 100, locale=get_locale() or "en").replace("-", MINUS)


def _who_answered(facts: ReportFacts) -> Section:
    counted = _(
        "These figures are for %(n)s people from %(groups)s groups. They are the same people in "
        "every line of the table.",
        n=facts.n_pairs,
        groups=facts.n_groups,
    )
    lost = sentences.those_who_did_not_answer_again(facts)
    return Section(
        key="who",
        heading=_("Who answered"),
        blocks=(Paragraph(counted), Paragraph(lost)),
    )


def _sides() -> Section:
    return Section(
        key="sides",
        heading=_("The three sides of sense of coherence"),
        blocks=(Paragraph(sentences.three_sides()),),
    )
