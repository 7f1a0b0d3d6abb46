"""The part of the letter that is there to be opened: what the law wants everybody to be told."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext, lazy_gettext

from survey.dates import day_in_words
from survey.letter.fields import CONSENT, ERASED, REUSE, STORED, UNTIED
from survey.letter.listing import listed
from survey.letter.reading import Letter
from survey.letter.sections import Paragraph, Section, own_words, together

COMPLAINTS = "datatilsynet.no"
AT_THE_END = {
    ERASED: lazy_gettext("Then all answers are erased."),
    UNTIED: lazy_gettext(
        "Then the codes and the names of the groups are erased, and nobody can tie an answer to a "
        "person any more."
    ),
    STORED: lazy_gettext("Then the answers are kept, without names."),
}


def folded_part(letter: Letter, language: str) -> Iterator[Section]:
    """Yield the sections that are folded together at first."""
    yield _how_you_were_asked(letter, language)
    yield _who_works_with_them(letter, language)
    yield _how_long(letter, language)
    yield _what_the_law_says(letter)
    yield _your_rights(letter)


def _how_you_were_asked(letter: Letter, language: str) -> Section:
    passed_on = gettext(
        "The contact point passes on the question, and people in the group draw a card. The "
        "researchers do not know who was asked."
    )
    sources = own_words(letter, "other_sources", language)
    if not letter.collects_elsewhere:
        sources = (together(gettext("We collect nothing about you from other sources.")),)
    return _folded(gettext("How you were asked"), together(passed_on), *sources)


def _who_works_with_them(letter: Letter, language: str) -> Section:
    readers = together(
        gettext(
            "Single answers, without names, can be read only by %(names)s.",
            names=listed(letter.readers),
        ),
        gettext("They have a duty of confidentiality."),
    )
    if letter.processors:
        computers = gettext(
            "The computers are run for us by %(names)s. An agreement says that the answers are "
            "used for nothing else.",
            names=listed(letter.processors),
        )
    else:
        computers = gettext("We run the computers ourselves.")
    if letter.recipients:
        others = gettext(
            "The answers, without names, are also given to %(names)s.",
            names=listed(letter.recipients),
        )
    else:
        others = gettext("Nobody else is given the answers.")
    abroad = own_words(letter, "transfers", language)
    if not letter.transfers_outside_eea:
        abroad = (together(gettext("The answers are not sent out of the EEA.")),)
    return _folded(
        gettext("Who works with the answers"), readers, together(computers, others), *abroad
    )


def _how_long(letter: Letter, language: str) -> Section:
    end = together(
        gettext("The study ends on %(date)s.", date=day_in_words(letter.project_end)),
        AT_THE_END[letter.at_the_end],
    )
    kept = own_words(letter, "storage", language) if letter.at_the_end == STORED else ()
    if REUSE in letter.optional_purposes:
        ticked = gettext(
            "If you tick the box for later research, your answers are kept after that."
        )
        kept = (*kept, together(ticked), *own_words(letter, "reuse", language))
    return _folded(gettext("How long the answers are kept"), end, *kept)


def _what_the_law_says(letter: Letter) -> Section:
    if letter.legal_basis == CONSENT:
        basis = gettext(
            "We may use the answers because you consent to it. The legal basis is articles 6(1)(a) "
            "and 9(2)(a) of the General Data Protection Regulation."
        )
    else:
        basis = gettext(
            "We may use the answers because the research is in the public interest. The legal "
            "basis is articles 6(1)(e) and 9(2)(j) of the General Data Protection Regulation, with "
            "the Personal Data Act. It is voluntary to take part all the same."
        )
    return _folded(
        gettext("What the law says"),
        together(
            basis,
            gettext("By law the answers count as information about health."),
        ),
        *_sikt(letter),
    )


def _sikt(letter: Letter) -> Iterator[Paragraph]:
    if letter.sikt_reference.strip():
        yield together(
            gettext(
                "The study has been reported to Sikt, which looks at privacy in research "
                "(reference %(reference)s).",
                reference=letter.sikt_reference,
            )
        )


def _your_rights(letter: Letter) -> Section:
    rights = [
        gettext("see what is stored about you, and get a copy"),
        gettext("have something that is wrong put right"),
        gettext("have your answers erased"),
        gettext("ask that your answers are not used for a while"),
    ]
    if letter.legal_basis == CONSENT:
        rights += [
            gettext("take your answers with you as a file"),
            gettext("withdraw your consent; what was done before that still stands"),
        ]
    else:
        rights.append(gettext("object to our use of your answers"))
    return Section(
        gettext("Your rights"),
        (together(gettext("As long as the answers can be found with your code, you may:")),),
        tuple(rights),
        (
            together(
                gettext(
                    "If you have lost the card we cannot find your answers: we do not know who "
                    "you are."
                )
            ),
            together(
                gettext("A computer takes no decisions about you."),
            ),
            together(
                gettext(
                    "The data protection officer at %(institution)s helps you: %(reach)s.",
                    institution=letter.institution,
                    reach=letter.data_protection_officer,
                ),
                gettext("You may complain to Datatilsynet: %(address)s.", address=COMPLAINTS),
            ),
        ),
        is_folded=True,
    )


def _folded(heading: str, *paragraphs: Paragraph) -> Section:
    return Section(heading, paragraphs, is_folded=True)
