"""What a letter's file may lack or get wrong."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from survey.errors import BadLetter
from survey.letter.checking import faults_in
from survey.letter.fields import CONTACT, CONTACTS, FACTS, NEEDED, TEXTS, Field
from survey.letter.reading import EXAMPLE, example, letter, read_file
from survey.letter.template import template
from tests.letters import whole_letter

ALWAYS = [field for field in TEXTS if field.needed_when is None]


def places(content: dict[str, Any]) -> list[str]:
    return [fault.place for fault in faults_in(content)]


def test_a_whole_letter_has_no_faults() -> None:
    assert places(whole_letter()) == []


def test_the_example_is_whole_in_all_three_languages() -> None:
    assert faults_in(example(), may_be_example=True) == []
    assert {"nb", "nn", "en"} <= example().keys()


def test_a_copy_of_the_example_is_no_letter_before_its_mark_is_taken_out() -> None:
    assert places(example()) == ["example"]


@pytest.mark.parametrize(
    "field", [one for one in FACTS if not one.is_never_needed], ids=lambda field: field.key
)
@pytest.mark.parametrize("how", ["missing", "empty"])
def test_every_empty_fact_is_named_with_what_belongs_there(field: Field, how: str) -> None:
    content = whole_letter()
    if how == "missing":
        del content["facts"][field.key]
    else:
        content["facts"][field.key] = [""] if isinstance(content["facts"][field.key], list) else " "
    (fault,) = faults_in(content)
    assert (fault.place, fault.what, fault.is_empty) == (f"facts.{field.key}", field.what, True)


@pytest.mark.parametrize("language", NEEDED)
@pytest.mark.parametrize("field", ALWAYS, ids=lambda field: field.key)
def test_every_empty_text_is_named_in_each_language_that_is_needed(
    language: str, field: Field
) -> None:
    content = whole_letter()
    content[language][field.key] = "\n"
    assert [str(fault) for fault in faults_in(content)] == [f"{language}.{field.key}: {field.what}"]


@pytest.mark.parametrize("language", NEEDED)
def test_a_letter_without_bokmal_or_nynorsk_lacks_every_text_of_it(language: str) -> None:
    content = whole_letter()
    del content[language]
    assert places(content) == [f"{language}.{field.key}" for field in (*ALWAYS, TEXTS[-1])]


def test_english_may_be_missing_or_half() -> None:
    content = whole_letter()
    del content["en"]["use"]
    assert places(content) == []
    del content["en"]
    assert places(content) == []


@pytest.mark.parametrize(
    ("fact", "value", "text"),
    [
        ("collects_elsewhere", True, "other_sources"),
        ("transfers_outside_eea", True, "transfers"),
        ("at_the_end", "stored", "storage"),
    ],
)
def test_some_facts_call_for_a_text_in_both_languages(fact: str, value: object, text: str) -> None:
    content = whole_letter(**{fact: value})
    assert places(content) == [f"nb.{text}", f"nn.{text}"]
    content["nb"][text] = content["nn"][text] = "Noko eige."
    assert places(content) == []


def test_storing_for_later_research_is_told_of_only_where_it_is_asked_for() -> None:
    content = whole_letter(optional_purposes=[])
    del content["nb"]["reuse"], content["nn"]["reuse"]
    assert places(content) == []


@pytest.mark.parametrize("key", [field.key for field in CONTACT])
def test_every_empty_field_of_a_contact_is_named_with_the_number_of_the_contact(key: str) -> None:
    content = whole_letter()
    content["facts"]["contacts"][1][key] = ""
    assert places(content) == [f"facts.contacts 2.{key}"]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("institution", 5),
        ("municipality_is_controller", "no"),
        ("legal_basis", "interest"),
        ("contacts", "Kari"),
        ("contacts", [3]),
        ("readers", "Kari"),
        ("readers", [5]),
        ("processors", ["A", ""]),
        ("transfers_outside_eea", 0),
        ("project_end", "31.12.2029"),
        ("project_end", "2029-02-30"),
        ("project_end", "2029-12-31T00:00:00"),
        ("at_the_end", "gone"),
        ("optional_purposes", ["contact"]),
        ("optional_purposes", {"reuse": True}),
    ],
)
def test_what_cannot_stand_in_a_field_is_wrong_and_not_only_empty(key: str, value: object) -> None:
    (fault,) = [one for one in faults_in(whole_letter(**{key: value})) if one.place[0] == "f"]
    assert fault.place == f"facts.{key}"
    assert not fault.is_empty


@pytest.mark.parametrize("place", [(), ("facts",), ("nn",)])
def test_a_field_that_is_none_is_named(place: tuple[str, ...]) -> None:
    content = whole_letter()
    (content[place[0]] if place else content)["purpos"] = "A slip"
    assert places(content) == [".".join((*place, "purpos"))]


def test_the_last_day_to_erase_lies_before_the_end() -> None:
    late = whole_letter(project_end="2029-06-30", last_day_to_erase="2029-07-01")
    assert places(late) == ["facts.last_day_to_erase"]
    same = whole_letter(project_end="2029-06-30", last_day_to_erase="2029-06-30")
    assert places(same) == []


def test_an_empty_file_lacks_everything() -> None:
    needed = [one for one in FACTS if not one.is_never_needed]
    assert len(places({})) == len(needed) + 2 * len(ALWAYS)
    assert all(fault.is_empty for fault in faults_in({}))


@pytest.mark.parametrize("table", ["facts", "nb", "nn", "en"])
def test_what_should_be_a_table_and_is_none_is_named(table: str) -> None:
    content = whole_letter() | {table: "in one line"}
    wrong = [fault.place for fault in faults_in(content) if not fault.is_empty]
    assert wrong == [table]


def test_a_letter_with_a_fault_is_not_shown() -> None:
    with pytest.raises(BadLetter, match=r"facts\.readers"):
        letter(whole_letter(readers=[]))


def test_the_form_has_every_field_empty_so_that_nothing_is_taken_for_granted() -> None:
    form = template("grief", {})
    found = faults_in(tomllib.loads(form))
    assert all(fault.is_empty for fault in found)
    facts = [
        f"facts.{field.key}"
        for field in FACTS
        if field.kind != CONTACTS and not field.is_never_needed
    ]
    contact = [f"facts.contacts 1.{field.key}" for field in CONTACT]
    texts = [f"{language}.{field.key}" for language in NEEDED for field in ALWAYS]
    assert sorted(fault.place for fault in found) == sorted([*facts, *contact, *texts])
    for field in (*FACTS, *CONTACT, *TEXTS):
        assert field.kind == CONTACTS or f"# {field.what}" in form


def test_the_form_holds_what_the_study_knows_already() -> None:
    form = template(
        "grief", {"facts": {"institution": 'The "old" university', "contacts": [{"reach": "x"}]}}
    )
    facts = tomllib.loads(form)["facts"]
    assert (facts["institution"], facts["contacts"][0]["reach"]) == ('The "old" university', "x")


def test_a_filled_form_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    form = template("grief", {})
    for key, value in (("institution", '"UiT"'), ("project_end", "2029-12-31")):
        form = form.replace(f'\n{key} = ""', f"\n{key} = {value}")
    path = tmp_path / "letter.toml"
    path.write_text(form, encoding="utf-8")
    facts = read_file(path)["facts"]
    assert (facts["institution"], facts["project_end"]) == ("UiT", "2029-12-31")


def test_a_whole_letter_is_written_as_a_form_and_read_back_as_it_was(tmp_path: Path) -> None:
    content = whole_letter(institution='Én "ny"\nlinje \\ \t', recipients=[], readers=["A", "B"])
    path = tmp_path / "letter.toml"
    path.write_text(template("grief", content), encoding="utf-8")
    read = read_file(path)
    assert read["facts"] == {"no_sikt_because": ""} | content["facts"]
    for language in ("nb", "nn", "en"):
        assert {key: read[language][key] for key in content[language]} == content[language]
        assert not any(read[language][key] for key in read[language].keys() - content[language])


def test_a_reason_stands_in_the_place_of_the_reference_from_sikt() -> None:
    content = whole_letter(sikt_reference="", no_sikt_because="Ei evaluering, inga forsking.")
    assert places(content) == []
    assert letter(content).no_sikt_because
    content["facts"]["no_sikt_because"] = ""
    assert places(content) == ["facts.sikt_reference"]


@pytest.mark.parametrize("data", [b"= not toml", b"\xff\xfe", None])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, data: bytes | None) -> None:
    path = tmp_path / "letter.toml"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(BadLetter, match=r"letter\.toml cannot be read"):
        read_file(path)


def test_the_example_lies_in_the_package() -> None:
    assert EXAMPLE.parent.name == "letter"
