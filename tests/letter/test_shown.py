"""The letter as it is read, in three languages and on both legal bases."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from survey.letter.reading import example
from survey.letter.shown import ShownLetter
from tests.letters import whole_letter

HERE = Path(__file__).parent
Show = Callable[..., ShownLetter]
LANGUAGES = ("nb", "nn", "en")
# One sentence for each thing that a person has to be told, wherever the study says nothing of it.
TOLD = {
    "invitation": "You are invited to take part",
    "method": "There are 23 questions",
    "what it means for the person": "It takes five to seven minutes",
    "controller": "Universitetet i Eksempelvik is responsible",
    "researcher": "Researcher: Kari Eksempel, kari@example.org, 00 00 00 00",
    "supervisor": "Supervisor: Ola Eksempel, ola@example.org, 00 00 00 01",
    "voluntary": "It is voluntary to take part",
    "withdrawing": "You may withdraw at any time without saying why",
    "a no has no consequence": "If you say no, nothing changes for you in the group or at",
    "end": "The study ends on 31 December 2029",
    "what then happens": "nobody can tie an answer to a person any more",
    "confidentiality": "They have a duty of confidentiality",
    "who has access": "read only by Kari Eksempel and Ola Eksempel",
    "Sikt": "reported to Sikt, which looks at privacy in research (reference 000000)",
    "who passes on the request": "The researchers do not know who was asked",
    "other sources": "We collect nothing about you from other sources",
    "data protection officer": "personvernombud@example.org",
    "legal basis": "articles 6(1)(a) and 9(2)(a)",
    "processor": "The computers are run for us by Eksempeldrift AS",
    "recipients": "Nobody else is given the answers",
    "transfers": "The answers are not sent out of the EEA",
    "access": "see what is stored about you",
    "portability": "take your answers with you as a file",
    "correction": "have something that is wrong put right",
    "erasing": "have your answers erased",
    "restriction": "ask that your answers are not used for a while",
    "complaint": "You may complain to Datatilsynet",
    "automated decisions": "A computer takes no decisions about you",
    "what the municipality gets": "at least ten people, from at least three groups",
    "what the starter sees": "no starter and nobody in the municipality can see",
    "last day for erasing": "The last day to erase is 30 September 2029",
    "later research": "If you tick the box for later research",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_example_reads_as_it_was_looked_through(language: str, shown: Show) -> None:
    """A changed sentence shows up here; read the letter as a whole before storing it anew."""
    kept = (HERE / f"example.{language}.txt").read_text(encoding="utf-8")
    assert shown(language, example()).text == kept


@pytest.mark.parametrize("what", TOLD)
def test_everything_that_a_person_has_to_be_told_is_there(what: str, shown: Show) -> None:
    assert TOLD[what] in shown().text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fact_and_sentence_of_the_study_is_there(language: str, shown: Show) -> None:
    content = whole_letter(
        recipients=["Recipient"],
        transfers_outside_eea=True,
        collects_elsewhere=True,
        at_the_end="stored",
    )
    marks = []
    for key in ("study", "purpose", "use", "other_sources", "transfers", "storage", "reuse"):
        for one in LANGUAGES:
            content[one][key] = f"{key} in {one}"
        marks.append(f"{key} in {language}")
    facts = content["facts"]
    marks += [facts["institution"], facts["data_protection_officer"], facts["sikt_reference"]]
    marks += [*facts["readers"], *facts["processors"], *facts["recipients"], "2029"]
    marks += [one[key] for one in facts["contacts"] for key in ("name", "reach")]
    text = shown(language, content).text
    assert [mark for mark in marks if mark not in text] == []


def test_public_interest_speaks_of_objecting_and_neither_of_consent_nor_of_a_file(
    shown: Show,
) -> None:
    text = shown(legal_basis="public_interest").text
    assert "articles 6(1)(e) and 9(2)(j)" in text
    assert "object to our use of your answers, without saying why" in text
    assert "It is voluntary to take part" in text
    assert "I have read this letter, and I want to take part." in text
    assert "consent" not in text
    assert "take your answers with you" not in text


def test_consent_does_not_speak_of_objecting(shown: Show) -> None:
    assert "object" not in shown().text


def test_a_municipality_that_is_responsible_names_those_who_read_the_answers(shown: Show) -> None:
    text = shown(municipality_is_controller=True, legal_basis="public_interest").text
    assert "Your answers are read only by Kari Eksempel and Ola Eksempel." in text
    assert "Others in the municipality get only figures" in text
    assert "nobody in the municipality" not in text


def test_an_institution_may_run_its_computers_itself(shown: Show) -> None:
    text = shown(processors=[]).text
    assert "We run the computers ourselves." in text
    assert "run for us" not in text


@pytest.mark.parametrize(
    ("at_the_end", "words"),
    [("erased", "Then all answers are erased."), ("untied", "nobody can tie an answer")],
)
def test_it_says_what_becomes_of_the_answers(at_the_end: str, words: str, shown: Show) -> None:
    assert words in shown(at_the_end=at_the_end).text


def test_later_research_has_a_box_only_where_the_study_asks_for_it(shown: Show) -> None:
    assert len(shown().boxes) == 3
    without = shown(optional_purposes=[])
    assert len(without.boxes) == 2
    assert "later research" not in without.text


def test_only_the_example_says_that_it_is_one(shown: Show) -> None:
    says = "This is an example of an information letter."
    assert says in shown("en", example()).text
    assert says not in shown().text


def test_english_readers_meet_norwegian_where_the_study_has_written_no_english(
    shown: Show,
) -> None:
    content = whole_letter()
    content["en"] = {"purpose": "Only this."}
    letter = shown("en", content)
    marked = [one for section in letter.sections for one in section.paragraphs if one.language]
    assert {one.language for one in marked} == {"nb"}
    assert {one.text for one in marked} == {content["nb"]["use"], content["nb"]["reuse"]}
    assert "Only this." in letter.text
    assert "Some sentences are here in Norwegian only." in letter.text
    assert "Norwegian only" not in shown().text


def test_an_empty_line_parts_the_paragraphs_of_the_study(shown: Show) -> None:
    content = whole_letter()
    content["en"]["purpose"] = "One\nline.\n\n  Two.\n"
    paragraphs = [one.text for one in shown("en", content).sections[1].paragraphs]
    assert paragraphs[:2] == ["One line.", "Two."]


@pytest.mark.parametrize(("language", "word"), [("nb", " og "), ("nn", " og "), ("en", " and ")])
def test_names_are_listed_as_the_language_does(language: str, word: str, shown: Show) -> None:
    assert f"Kari, Ola{word}Anne" in shown(language, readers=["Kari", "Ola", "Anne"]).text


def test_the_hash_is_of_the_very_text(shown: Show) -> None:
    letter = shown("nn")
    assert letter.sha256 == hashlib.sha256(letter.text.encode()).hexdigest()


def test_any_change_of_the_text_gives_another_hash(shown: Show) -> None:
    content = whole_letter()
    before = {shown(language, content).sha256 for language in LANGUAGES}
    changed = copy.deepcopy(content)
    changed["facts"]["sikt_reference"] = "000001"
    after = {shown(language, changed).sha256 for language in LANGUAGES}
    assert len(before | after) == 6


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_without_a_reference_says_nothing_of_sikt(language: str, shown: Show) -> None:
    content = whole_letter(sikt_reference="", no_sikt_because="An evaluation, no research.")
    text = shown(language, content).text
    assert "Sikt" not in text
    assert "no research" not in text
