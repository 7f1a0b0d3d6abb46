"""What the set-up's fields are called on the pages, and what belongs in each.

The letter's fields are named here for people; ``survey/letter/fields.py`` names them for a file.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString


@dataclass(frozen=True, eq=False)  # each there is once; its words are another in each language
class Said:
    """A field's label, and the hint below it."""

    label: LazyString
    hint: LazyString | str = ""


FACTS: dict[str, Said] = {
    "institution": Said(
        lazy_gettext("Responsible institution"),
        lazy_gettext("Who is responsible for the answers by law, by its full name."),
    ),
    "municipality_is_controller": Said(
        lazy_gettext("Is the responsible institution a municipality?"),
        lazy_gettext("If not, the letter promises that nobody in a municipality reads an answer."),
    ),
    "contacts": Said(lazy_gettext("Whom people may ask")),
    "data_protection_officer": Said(
        lazy_gettext("Data protection officer"),
        lazy_gettext("The institution's own: e-mail or telephone."),
    ),
    "legal_basis": Said(
        lazy_gettext("Legal basis"),
        lazy_gettext(
            "A municipality can hardly ever rely on consent: people may feel that they depend on "
            "it. Ask the data protection officer."
        ),
    ),
    "sikt_reference": Said(
        lazy_gettext("Reference from Sikt"),
        lazy_gettext("Notify Sikt at least 30 days before the first person answers."),
    ),
    "no_sikt_because": Said(
        lazy_gettext("Or why Sikt is not notified"),
        lazy_gettext("Kept for those who approve the study; it is not in the letter."),
    ),
    "project_end": Said(
        lazy_gettext("Last day of the project"),
        lazy_gettext("Until then the answers are kept as they are."),
    ),
    "at_the_end": Said(lazy_gettext("What then happens to the answers")),
    "last_day_to_erase": Said(
        lazy_gettext("Last day to erase"),
        lazy_gettext("Until then a person can have the answers found and erased."),
    ),
    "readers": Said(
        lazy_gettext("Who reads single answers"),
        lazy_gettext("One name on each line: everybody who will open the research file."),
    ),
    "processors": Said(
        lazy_gettext("Who runs the computers for the institution"),
        lazy_gettext("One on each line. There must be an agreement with each."),
    ),
    "recipients": Said(
        lazy_gettext("Others who are given the answers of single people"),
        lazy_gettext("One on each line. Municipalities get reports about many people, never this."),
    ),
    "transfers_outside_eea": Said(lazy_gettext("Are answers sent out of the EEA?")),
    "collects_elsewhere": Said(
        lazy_gettext("Is something about the person collected from other sources?")
    ),
    "optional_purposes": Said(
        lazy_gettext("May people also say yes to later research?"),
        lazy_gettext("Then the letter has one box more, which they may leave empty."),
    ),
}
CONTACT: dict[str, Said] = {
    "role": Said(lazy_gettext("Who it is")),
    "name": Said(lazy_gettext("Name")),
    "reach": Said(lazy_gettext("E-mail and telephone, as people are to read them")),
}
TEXTS: dict[str, Said] = {
    "study": Said(
        lazy_gettext("The study's name in the letter"),
        lazy_gettext("As people are to read it. It must not tell what their group is about."),
    ),
    "purpose": Said(
        lazy_gettext("Why the study is done"),
        lazy_gettext("Two or three plain sentences that promise nothing."),
    ),
    "use": Said(
        lazy_gettext("What the answers are used for"),
        lazy_gettext("Reports, articles, a thesis."),
    ),
    "other_sources": Said(
        lazy_gettext("What else is collected, and where"),
        lazy_gettext("You have said that something is collected from other sources."),
    ),
    "transfers": Said(
        lazy_gettext("Which country outside the EEA, and what protects the answers there"),
        lazy_gettext("You have said that answers are sent there."),
    ),
    "storage": Said(
        lazy_gettext("Where the answers are stored after the end, for how long and for what"),
        lazy_gettext("You have said that they are stored."),
    ),
    "reuse": Said(
        lazy_gettext("Where answers for later research are stored"),
        lazy_gettext("For how long, and who may use them."),
    ),
}
CHOICES: dict[str, dict[str, LazyString]] = {
    "legal_basis": {
        "consent": lazy_gettext("Consent"),
        "public_interest": lazy_gettext("Public interest"),
    },
    "at_the_end": {
        "erased": lazy_gettext("They are erased"),
        "untied": lazy_gettext("Nobody can tie them to a person any more"),
        "stored": lazy_gettext("They are stored"),
    },
    "role": {
        "researcher": lazy_gettext("Researcher"),
        "student": lazy_gettext("Student"),
        "supervisor": lazy_gettext("Supervisor"),
    },
    "optional_purposes": {"reuse": lazy_gettext("Yes"), "none": lazy_gettext("No")},
}
YES_NO: dict[str, LazyString] = {"yes": lazy_gettext("Yes"), "no": lazy_gettext("No")}
NONE: dict[str, LazyString] = {
    "processors": lazy_gettext("Nobody: the institution runs them itself"),
    "recipients": lazy_gettext("Nobody else"),
}
MISSING: dict[str, LazyString] = {
    "contact": lazy_gettext("Contact on the cards"),
    "begins_on": lazy_gettext("First day of collecting answers"),
    "planned_groups": lazy_gettext("How many groups are planned"),
    "rek": lazy_gettext("Approval from REK, or why it is not needed"),
    "in_use": lazy_gettext("The letter is not in use yet"),
    "soc13": lazy_gettext("A text of SOC-13 that you may use"),
    "gse": lazy_gettext("A text of GSE that you may use"),
    "plan": lazy_gettext("An analysis plan of the study's own"),
    "contact_point": lazy_gettext("At least one contact point"),
    "group": lazy_gettext("At least one group"),
    "cards": lazy_gettext("Cards"),
    "reviewer": lazy_gettext("Somebody who approves"),
}
