"""What participants read where something cannot be done, and what to do instead."""

from __future__ import annotations

from flask_babel import lazy_gettext

from survey import errors
from survey.error_page import ErrorPage
from survey.journal import faults
from survey.study_end import refusals

TYPE_CODE = lazy_gettext("Type the code again")
TO_FIRST_PAGE = lazy_gettext("To the first page")
PAGES: dict[type[errors.SurveyError], ErrorPage] = {
    errors.SessionEnded: ErrorPage(
        403,
        lazy_gettext("We need the code on your card"),
        [
            lazy_gettext(
                "The pages you have sent are saved. Type the code, and you go on where you stopped."
            )
        ],
        lazy_gettext("Type the code"),
    ),
    errors.CardErased: ErrorPage(
        410,
        lazy_gettext("This card has been erased"),
        [
            lazy_gettext(
                "Nothing that was answered with it is stored any more, and it opens nothing. "
                "You need do nothing more."
            )
        ],
        TO_FIRST_PAGE,
        shows_help=True,
        shows_ways=False,
    ),
    refusals.StudyEnded: ErrorPage(
        410,
        lazy_gettext("The study has ended"),
        [lazy_gettext("Thank you for taking part. The card opens nothing any more.")],
        TO_FIRST_PAGE,
        shows_help=True,
        shows_ways=False,
    ),
    errors.Withdrawn: ErrorPage(
        403,
        lazy_gettext("You have withdrawn"),
        [
            lazy_gettext(
                "You get no more questions, and what you have answered is not used any more."
            ),
            lazy_gettext("With the code you can still see what is stored, and erase it."),
        ],
        lazy_gettext("See what is stored"),
        "my_answers.show",
        shows_help=True,
    ),
    errors.ConsentMissing: ErrorPage(
        403,
        lazy_gettext("First, please read about the study"),
        [lazy_gettext("The questions open when you have said that you want to take part.")],
        lazy_gettext("Read about the study"),
        "administer.information",
    ),
    errors.AlreadyAnswered: ErrorPage(
        409,
        lazy_gettext("Your answers have been sent in"),
        [
            lazy_gettext(
                "Thank you. They are counted once, and your first answers stand. You need do "
                "nothing more."
            )
        ],
        lazy_gettext("See what comes next"),
        "administer.thanks",
        shows_help=True,
    ),
    errors.EverythingAnswered: ErrorPage(
        409,
        lazy_gettext("You have answered both times"),
        [
            lazy_gettext(
                "Thank you. All your answers have been received; there are no more questions."
            )
        ],
        TO_FIRST_PAGE,
        shows_help=True,
    ),
    errors.StudyNotOpen: ErrorPage(
        403,
        lazy_gettext("The study is not taking answers now"),
        [lazy_gettext("Keep the card. Ask at your contact point when the study opens.")],
    ),
    errors.StudyPaused: ErrorPage(
        403,
        lazy_gettext("The study is taking a break"),
        [
            lazy_gettext(
                "Right now it takes no answers. What you have saved is kept, and when the study "
                "goes on, the same card opens it where you stopped."
            ),
            lazy_gettext(
                "If you have just sent a page, only that page is to be answered once more. Keep "
                "the card, and try again in some days."
            ),
        ],
        shows_help=True,
    ),
    errors.StudyClosed: ErrorPage(
        403,
        lazy_gettext("The study has ended"),
        [
            lazy_gettext("Thank you for taking part. What you have sent in counts."),
            lazy_gettext(
                "What was not sent in does not count. You can still erase everything; the way "
                "there is at the bottom of the page."
            ),
        ],
        shows_help=True,
    ),
    errors.UnknownPage: ErrorPage(
        404,
        lazy_gettext("There is no such page"),
        [lazy_gettext("The address may be mistyped. Begin again from the first page.")],
        TO_FIRST_PAGE,
    ),
}
PAGES[faults.JournalFault] = ErrorPage(
    503,
    lazy_gettext("This cannot be done right now"),
    [
        lazy_gettext(
            "Nothing was changed, and nothing was erased. What you have sent is saved. Try again "
            "in a little while."
        )
    ],
    TYPE_CODE,
    shows_help=True,
)
PAGES[faults.JournalUnreachable] = PAGES[faults.JournalAhead] = PAGES[faults.JournalFault]
# A letter may lack what a newer program asks for; until it is filled in, nobody can say yes to it.
PAGES[errors.BadLetter] = PAGES[errors.StudyNotOpen]
NOT_FOUND = PAGES[errors.UnknownPage]
UNEXPECTED = ErrorPage(
    500,
    lazy_gettext("Something went wrong here"),
    [
        lazy_gettext(
            "It was not your fault, and what was saved is still saved. Try again in a little while."
        )
    ],
    TYPE_CODE,
)
REFUSED_FORM = ErrorPage(
    400,
    lazy_gettext("This page can no longer be sent"),
    [
        lazy_gettext(
            "It may have been open a long time, or a code was typed again in this browser. "
            "The pages you sent before are saved, and only this one is to be answered once more."
        ),
        lazy_gettext(
            "If you meet this page again at once, the browser keeps no cookies. Let it keep the "
            "one that this site needs."
        ),
    ],
    TYPE_CODE,
)
