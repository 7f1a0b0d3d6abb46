"""The HTML page for the researcher."""

from __future__ import annotations

import re
from pathlib import Path

from survey.evaluation import html_page as html_page_module
from survey.evaluation.html_page import html_page
from survey.evaluation.names import in_order, name_of
from tests import page_rules
from tests.page_tree import Element, read_tree

TITLE = "Before and after: study.csv"
STANDS_ALONE = page_rules.nothing_is_inline_and_nothing_comes_from_elsewhere


def page(evaluation, scores=None) -> Element:
    return read_tree(html_page(evaluation, scores, title=TITLE))


def table(root: Element, caption: str) -> Element:
    return next(one for one in root.all("table") if one.one("caption").text.startswith(caption))


def cells(row: Element) -> list[str]:
    return [cell.text for cell in row.all("th", "td")]


def minus(words: str) -> str:
    return words.replace("-", "−")


def test_the_page_keeps_to_the_rules_of_every_page(evaluation, scores):
    root = page(evaluation, scores)
    others = [rule for rule in page_rules.RULES if rule is not STANDS_ALONE]

    assert not [fault for rule in others for fault in rule(root)]


def test_the_page_stands_alone_with_one_style_and_no_script(evaluation, scores):
    assert list(STANDS_ALONE(page(evaluation, scores))) == ["there is a <style>"]


def test_the_page_is_in_english_and_its_sections_have_headings_in_order(evaluation):
    root = page(evaluation)

    assert root.one("html")["lang"] == "en"
    assert [one.text for one in root.all("h2")] == [
        "What was found",
        "How sure it is",
        "Person by person, counted together",
        "Who is missing",
        "What else could explain it",
        "How well it was measured",
        "Kinds of groups, and conditions in them",
        "How it was done",
    ]


def test_the_first_sentence_has_n_the_change_both_intervals_and_the_plans_word(evaluation):
    first, caveat = (one.text for one in page(evaluation).all("p")[:2])

    assert first.startswith(
        "SOC-13 total, the plan\N{RIGHT SINGLE QUOTATION MARK}s primary outcome (planned): 144"
    )
    assert "3.18 points higher after than before" in first
    assert "95 % interval +2.28 to +4.08; +2.08 to +4.28 with people in their groups" in first
    assert caveat == "There is no comparison group: this shows what changed, not why."


def test_every_figure_of_the_first_table_is_the_evaluations_own(evaluation):
    first = next(one for one in page(evaluation).all("table") if "before (SD)" in one.text)

    for column, row in zip(
        in_order(evaluation["outcomes"]), first.one("tbody").all("tr"), strict=True
    ):
        figures = evaluation["outcomes"][column]
        change, test = figures["change"], figures["t_test"]
        role = (
            figures["role"] if figures["role"] == "exploratory" else f"{figures['role']}, planned"
        )
        assert cells(row) == [
            name_of(column),
            role,
            str(figures["n_pairs"]),
            f"{figures['pre']['mean']:.2f} ({figures['pre']['sd']:.2f})",
            f"{figures['post']['mean']:.2f} ({figures['post']['sd']:.2f})",
            f"{change['mean']:+.2f} ({change['sd']:.2f})",
            minus("{:+.2f} to {:+.2f}".format(*test["ci95"])),
            minus("{:+.2f} to {:+.2f}".format(*figures["clustered"]["ci95"])),
            ".034",
        ]


def test_improved_unchanged_and_deteriorated_stand_together_with_chance(evaluation):
    reliable = table(page(evaluation), "Reliable change")
    heads = [one.text for one in reliable.one("thead").all("th")]
    total = cells(reliable.one("tbody").all("tr")[0])

    assert heads[-4:] == ["improved", "unchanged", "deteriorated", "by chance each way"]
    assert total[-4:] == ["18", "123", "3", "3.6"]
    assert total[4] == "13.6 (12.2 to –)"


def test_every_figure_that_is_null_is_a_dash_and_its_reason_stands_below(without_figures):
    evaluation = without_figures()
    text = page(evaluation).one("main").text

    assert "too few pairs." in text
    assert "no change can be given, for nobody has the score both times" in text


def test_no_bare_word_of_the_machine_is_printed(evaluation, without_figures, scores):
    wrong = re.compile(r"\b(None|nan|NaN|null|significant|inf)\b")
    for one in (evaluation, without_figures()):
        assert not wrong.findall(page(one, scores).one("main").text)


def test_a_file_without_the_optional_columns_gets_the_reasons(evaluation):
    evaluation["anchor"] = {"status": "exploratory", "note": "", "judgement": None, "why": "A1"}
    evaluation["missing_scenarios"]["left_early"] = {"by_outcome": None, "why": "A2"}
    evaluation["group_types"] = {
        "status": "exploratory",
        "note": "",
        "comparisons": [],
        "why": "A3",
    }
    evaluation["attrition"] |= {"rate": None, "rate_ci95": None, "by_outcome": {}, "why": "A4"}
    evaluation["flow"] |= dict.fromkeys(("n_invited", "n_left_early"), None)
    evaluation["flow"] |= {"n_late_pre": 0, "n_unlinked_post": 0, "note": "more than invited"}
    evaluation["flow"]["why"] = "A5"
    text = page(evaluation).one("main").text

    for words in ("A1", "A2", "A3", "A4", "A5", "More than invited.", "lost 74."):
        assert words in text


def test_a_mean_that_did_not_move_is_the_same_after_as_before(evaluation):
    evaluation["outcomes"]["soc13_total"]["change"]["mean"] = -0.001

    assert "scored on average the same after as before" in page(evaluation).all("p")[0].text


def test_an_outcome_without_bound_or_family_still_has_its_tests(evaluation):
    for figures in evaluation["outcomes"].values():
        for gone in ("equivalence", "bootstrap", "bayes_factor", "power", "power_note"):
            del figures[gone]
        figures["wilcoxon"] |= {"p_exact": None, "p_normal": None}
    captions = [one.text for one in page(evaluation).all("caption")]

    assert "Tests of no change" in captions
    assert not [one for one in captions if one.startswith(("The same change", "Power"))]


def test_regression_to_the_mean_stands_beside_the_change(evaluation):
    total = cells(table(page(evaluation), "Change observed").one("tbody").all("tr")[0])

    assert total[:6] == ["SOC-13 total", "144", "60.35", "+3.18", "+1.24 to +3.61", "yes"]


def test_every_heading_of_what_was_not_planned_says_that_it_explores(evaluation):
    headings = [one.text for one in page(evaluation).all("h3")]

    assert len(headings) >= 9
    assert all(one.endswith(" exploratory") for one in headings)


def test_every_picture_has_words_and_the_table_behind_it(evaluation, scores):
    root = page(evaluation, scores)
    figures = root.all("figure")

    assert len(figures) == 8
    for figure in figures:
        drawing = figure.one("svg")
        assert drawing["role"] == "img"
        assert [one.text for one in drawing.all("title", "desc")].count("") == 0
        assert figure.one("details").one("table").one("tbody").all("tr")


def test_without_scores_no_single_person_is_drawn(evaluation, scores):
    assert not [one for one in page(evaluation).all("svg") if "person" in one.text]
    assert [one for one in page(evaluation, scores).all("svg") if "person" in one.text]


def test_a_score_that_nobody_has_twice_is_not_drawn(evaluation):
    nobody = {"soc13_total": ([float("nan")], [40.0])}

    assert html_page(evaluation, nobody, title=TITLE) == html_page(evaluation, title=TITLE)


def test_methods_software_plan_and_data_can_be_checked(evaluation):
    text = page(evaluation).one("main").text

    for words in ("a" * 64, "b" * 64, "numpy", "mean change / SD of change", "9,999 resamples"):
        assert words in text
    assert "statsmodels, 50 imputations, seed 20061" in text


def test_what_must_be_known_before_a_change_is_read_stands_with_it(evaluation):
    found = page(evaluation).all("section")[0].text

    assert "2 people answered another wording after than before." in found
    assert "Against the rest of their total, after: soc13_02." in found


def test_escaping_is_switched_off_for_drawings_alone():
    folder = Path(html_page_module.__file__).with_name("templates")
    meant = {"evaluation.html.jinja": [], "_blocks.html.jinja": ["block.svg|safe"]}
    for name, drawings in meant.items():
        template = (folder / name).read_text(encoding="utf-8")
        assert re.findall(r"\S+\s*\|\s*safe", template) == drawings


def test_parts_that_an_older_evaluation_lacks_are_left_out(evaluation):
    kept = {"plan", "data", "outcomes", "reliability", "attrition"}
    old = {key: part for key, part in evaluation.items() if key in kept}
    for figures in old["outcomes"].values():
        for part in ("role", "status", "clustered", "wilcoxon", "bootstrap", "reliable_change"):
            del figures[part]
    root = page(old)

    assert "What else could explain it" not in [one.text for one in root.all("h2")]
    assert "in groups" not in table(root, "Change, after minus before").text
    text = root.one("main").text
    assert "the true uncertainty is somewhat larger" in text
    assert "Regression to the mean is not in these figures" in text


def test_an_evaluation_of_nothing_is_still_a_page():
    root = page({"data": {"n_rows": 0}})

    assert [one.text for one in root.all("h2")] == ["What was found", "How it was done"]


def test_words_from_the_file_cannot_become_marks_on_the_page(evaluation):
    evaluation["comparability"]["warnings"] = ["<script>alert(1)</script>"]

    assert "<script" not in html_page(evaluation, title="<b>x</b>")


def test_tables_can_be_reached_and_scrolled_from_the_keyboard(evaluation):
    root = page(evaluation)

    for one in root.all("table"):
        box = one.parent
        assert (box["role"], box["tabindex"]) == ("region", "0")
        assert box["aria-labelledby"] == one.one("caption")["id"]
