"""What a study's settings say, in the words of the documents; what is missing says so.

The documents are in bokmål: they go to a Norwegian authority and into a Norwegian archive. Their
sentences stand in the TOML files beside this module, with the names of these facts in braces.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from babel.dates import format_date

from survey.letter.checking import as_day
from survey.letter.fields import CONSENT, ERASED, PUBLIC_INTEREST, STORED, UNTIED

LANGUAGE = "nb"
PEOPLE_IN_A_GROUP = 6  # four to eight
ROLES = {"researcher": "forsker", "student": "student", "supervisor": "veileder"}
BASES = {
    CONSENT: "Samtykke, artikkel 6 nr. 1 bokstav a og artikkel 9 nr. 2 bokstav a.",
    PUBLIC_INTEREST: "Allmenn interesse, artikkel 6 nr. 1 bokstav e og artikkel 9 nr. 2 bokstav j, "
    "med personopplysningsloven §§ 8 og 9. Deltakelsen er likevel frivillig. "
    "[[Fyll ut: institusjonens supplerende grunnlag]]",
}
RIGHTS = {
    CONSENT: "Trekke samtykket tilbake: med koden, like lett som det ble gitt. Svarene brukes "
    "ikke lenger, eller slettes.",
    PUBLIC_INTEREST: "Protestere: med koden. Svarene brukes ikke lenger, eller slettes.",
}
ENDS = {
    ERASED: "Alle opplysninger slettes.",
    UNTIED: "Det som kan knytte svarene til en person, slettes, og svarene gjøres så grove at "
    "ingen kan kjennes igjen. Lar det seg ikke gjøre, slettes de.",
}
BACKGROUND = {
    "age_band": "alder i fire bånd",
    "gender": "kjønn",
    "earlier_groups": "om personen har vært i selvhjelpsgruppe før",
    "found_by": "hvordan personen fant gruppa",
}


@dataclass(frozen=True)
class Settings:
    """What is stored of a study, gathered from its tables."""

    name: str
    post_after_weeks: int
    background: Sequence[str]
    has_open_field: bool
    letter: Mapping[str, Any]
    begins_on: dt.date | None
    planned_groups: int | None
    rek_reference: str
    rek_not_needed: str
    municipalities: Sequence[str]
    sends_reminders: bool


@dataclass(frozen=True)
class Facts:
    """Each fact by its name, and in words what is not known yet."""

    words: Mapping[str, str]
    missing: Sequence[str]


class Gathering:
    """Collects facts, and notes what is missing on the way."""

    def __init__(self) -> None:
        self.missing: list[str] = []

    def needed(self, value: str, what: str) -> str:
        """Return a value, or a mark in its place where there is none."""
        if value:
            return value
        if what not in self.missing:
            self.missing.append(what)
        return f"[[Mangler: {what}]]"


def facts_of(study: Settings) -> Facts:
    """Return every fact that the documents name."""
    known = study.letter.get("facts", {})
    own = study.letter.get(LANGUAGE, {})
    got = Gathering()
    words = {
        **_from_the_letter(known, own, study, got),
        **_from_the_study(study, got),
    }
    return Facts(words, tuple(got.missing))


def _from_the_letter(
    known: Mapping[str, Any], own: Mapping[str, Any], study: Settings, got: Gathering
) -> dict[str, str]:
    basis = known.get("legal_basis", "")
    return {
        "study": str(own.get("study") or study.name),
        "purpose": got.needed(_line(own.get("purpose")), "formål"),
        "use": got.needed(_line(own.get("use")), "hva svarene skal brukes til"),
        "institution": got.needed(known.get("institution", ""), "behandlingsansvarlig institusjon"),
        "contacts": got.needed(_contacts(known.get("contacts", [])), "kontaktperson"),
        "dpo": got.needed(known.get("data_protection_officer", ""), "personvernombud"),
        "basis": got.needed(BASES.get(basis, ""), "behandlingsgrunnlag"),
        "basis_right": got.needed(RIGHTS.get(basis, ""), "behandlingsgrunnlag"),
        "readers": got.needed(_listed(known.get("readers")), "hvem som kan lese enkeltsvar"),
        "processors": _or_nobody(known, "processors", "Ingen: institusjonen drifter selv.", got),
        "recipients": _or_nobody(known, "recipients", "Ingen.", got),
        "transfers": _transfers(known, own, got),
        "elsewhere": _line(own.get("other_sources")) if known.get("collects_elsewhere") else "",
        "project_end": got.needed(_day(known.get("project_end")), "prosjektslutt"),
        "last_day_to_erase": got.needed(
            _day(known.get("last_day_to_erase")), "siste dag for sletting"
        ),
        "at_the_end": _at_the_end(known, own, got),
        "sikt": known.get("sikt_reference")
        or known.get("no_sikt_because")
        or "[[Fyll ut: referansen når Sikt har gitt den]]",
    }


def _from_the_study(study: Settings, got: Gathering) -> dict[str, str]:
    groups = study.planned_groups
    rek = study.rek_reference or (
        f"Ikke søkt: {study.rek_not_needed}" if study.rek_not_needed else ""
    )
    asked = [BACKGROUND[key] for key in study.background if key in BACKGROUND]
    return {
        "weeks": str(study.post_after_weeks),
        "begins": got.needed(_day(study.begins_on), "når innsamlingen begynner"),
        "groups": got.needed(str(groups or ""), "planlagt antall grupper"),
        "people": f"Om lag {groups * PEOPLE_IN_A_GROUP} ({groups} grupper med om lag "
        f"{PEOPLE_IN_A_GROUP})."
        if groups
        else got.needed("", "planlagt antall grupper"),
        "municipalities": got.needed(_listed(study.municipalities), "kommuner"),
        "rek": got.needed(rek, "vurdering av om REK skal søkes"),
        "background": f"Bakgrunn: {', '.join(asked)}." if asked else "Ingen bakgrunnsspørsmål.",
        "open_field": "Skjemaet har ett åpent felt, med bønn om ikke å navngi noen."
        if study.has_open_field
        else "Skjemaet har ingen åpne felt.",
        "reminders": "E-postadresse for påminnelse, bare for den som ber om det, kryptert med egen "
        "nøkkel og slettet etter bruk."
        if study.sends_reminders
        else "Ingen e-postadresser samles inn.",
    }


def _at_the_end(known: Mapping[str, Any], own: Mapping[str, Any], got: Gathering) -> str:
    end = known.get("at_the_end", "")
    if end == STORED:
        return got.needed(_line(own.get("storage")), "hvor svarene lagres etter prosjektslutt")
    return got.needed(ENDS.get(end, ""), "hva som skjer med svarene etter prosjektslutt")


def _transfers(known: Mapping[str, Any], own: Mapping[str, Any], got: Gathering) -> str:
    if known.get("transfers_outside_eea") is False:
        return "Nei."
    return got.needed(_line(own.get("transfers")), "om svar sendes ut av EØS")


def _or_nobody(known: Mapping[str, Any], key: str, nobody: str, got: Gathering) -> str:
    what = {"processors": "databehandlere", "recipients": "mottakere av enkeltsvar"}[key]
    return nobody if known.get(key) == [] else got.needed(_listed(known.get(key)), what)


def _contacts(contacts: Iterable[Mapping[str, str]]) -> str:
    return "; ".join(
        ", ".join(filter(None, (one.get("name"), ROLES.get(one.get("role", "")), one.get("reach"))))
        for one in contacts
        if one.get("name")
    )


def _listed(names: Iterable[str] | None) -> str:
    return ", ".join(filter(None, names or ()))


def _line(text: object) -> str:
    return " ".join(str(text or "").split())


def _day(value: object) -> str:
    day = as_day(value)
    return format_date(day, "d. MMMM y", LANGUAGE) if day else ""
