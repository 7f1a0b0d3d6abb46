"""What a letter's file holds: each field, and what belongs there. The form and the check agree.

A study writes facts once, and a few sentences in each language. Everything that is the same in
every study (rights, complaints, what the municipality gets) is the program's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

CONSENT, PUBLIC_INTEREST = "consent", "public_interest"
ERASED, UNTIED, STORED = "erased", "untied", "stored"
REUSE = "reuse"
NEEDED, OPTIONAL = ("nb", "nn"), ("en",)
LANGUAGES = (*NEEDED, *OPTIONAL)
ROLES = ("researcher", "student", "supervisor")

WORDS, DAY, YES_OR_NO, LIST, CONTACTS = "words", "day", "yes_or_no", "list", "contacts"
KINDS = {
    WORDS: "words in quotation marks",
    DAY: "a day such as 2029-12-31",
    YES_OR_NO: "true or false, without quotation marks",
    LIST: "a list of words in quotation marks",
    CONTACTS: "at least one [[facts.contacts]]",
}


@dataclass(frozen=True)
class Field:
    """One field: its name, what belongs there, and when it is needed."""

    key: str
    what: str
    kind: str = WORDS
    choices: tuple[str, ...] = ()
    may_be_none: bool = False  # a list that may be []
    needed_when: tuple[str, str | bool] | None = None  # a fact, and what it is or holds
    needed_without: str = ""  # a fact in whose place this one stands
    is_never_needed: bool = False

    def is_needed(self, facts: Mapping[str, Any]) -> bool:
        """Return whether the field belongs in a letter with these facts."""
        if self.is_never_needed or (self.needed_without and facts.get(self.needed_without)):
            return False
        if self.needed_when is None:
            return True
        key, wanted = self.needed_when
        fact = facts.get(key)
        return wanted in fact if isinstance(fact, list) else fact == wanted


FACTS = (
    Field("institution", "the institution that is responsible for the answers, by its full name"),
    Field(
        "municipality_is_controller",
        "true where that is a municipality; false, and nobody in a municipality reads an answer",
        YES_OR_NO,
    ),
    Field(
        "legal_basis",
        "consent, or public_interest; a municipality can hardly ever rely on consent",
        choices=(CONSENT, PUBLIC_INTEREST),
    ),
    Field("contacts", "whom people may ask: researcher, student and supervisor", CONTACTS),
    Field(
        "data_protection_officer",
        "how to reach the institution's data protection officer: e-mail or telephone",
    ),
    Field("readers", "the names of all who can read single answers", LIST),
    Field(
        "processors",
        "who runs the computers for the institution; [] where it does so itself",
        LIST,
        may_be_none=True,
    ),
    Field(
        "recipients",
        "others who are given the answers of single people; [] for nobody",
        LIST,
        may_be_none=True,
    ),
    Field("transfers_outside_eea", "true where answers are sent out of the EEA", YES_OR_NO),
    Field(
        "collects_elsewhere",
        "true where something about the person is collected from other sources than the person",
        YES_OR_NO,
    ),
    Field(
        "sikt_reference",
        "the reference that Sikt gave the notification form",
        needed_without="no_sikt_because",
    ),
    Field(
        "no_sikt_because",
        "why Sikt is not notified, for those who approve the study; empty where it is",
        is_never_needed=True,
    ),
    Field("project_end", "the last day of the project", DAY),
    Field(
        "at_the_end",
        "what then happens to the answers: erased; untied (nobody can tie them to a person any "
        "more); or stored",
        choices=(ERASED, UNTIED, STORED),
    ),
    Field("last_day_to_erase", "the last day on which answers can be found and erased", DAY),
    Field(
        "optional_purposes",
        f"what a person may also say yes to: {REUSE} (storing for later research); [] for nothing",
        LIST,
        choices=(REUSE,),
        may_be_none=True,
    ),
)
CONTACT = (
    Field("role", "researcher, student or supervisor", choices=ROLES),
    Field("name", "the person's name"),
    Field("reach", "e-mail and telephone, as people are to read them"),
)
TEXTS = (
    Field("study", "the study's name, as people are to read it"),
    Field("purpose", "why the study is done, in two or three plain sentences"),
    Field("use", "what the answers are used for: reports, articles, a thesis"),
    Field(
        "other_sources",
        "what else is collected, and where",
        needed_when=("collects_elsewhere", True),
    ),
    Field(
        "transfers",
        "which country outside the EEA, and what protects the answers there",
        needed_when=("transfers_outside_eea", True),
    ),
    Field(
        "storage",
        "where the answers are stored after the end, for how long and for what",
        needed_when=("at_the_end", STORED),
    ),
    Field(
        "reuse",
        "where answers for later research are stored, for how long, and who may use them",
        needed_when=("optional_purposes", REUSE),
    ),
)
