"""A study's end in words. Plain values in, words out."""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from survey.letter.fields import ERASED, STORED, UNTIED

KINDS: dict[str, LazyString] = {
    "anonymise": lazy_gettext("Take out what points to people; keep one file of scores"),
    "delete": lazy_gettext("Delete everything"),
}
RESULTS: dict[str, LazyString] = {
    "anonymised": lazy_gettext("What pointed to people is taken out; one file of scores is kept"),
    "deleted": lazy_gettext("Everything is deleted"),
}
REPORTS: dict[str, LazyString] = {
    "released": lazy_gettext("They are released"),
    "none": lazy_gettext("There will be none"),
}
PROMISED: dict[str, LazyString] = {
    ERASED: lazy_gettext("The answers are erased."),
    UNTIED: lazy_gettext("Nobody can tie the answers to a person any more."),
    STORED: lazy_gettext("The answers are stored elsewhere for later research."),
}
IN_THE_WAY: dict[str, LazyString] = {
    "not_closed": lazy_gettext("The study is not closed. Close it on the checklist."),
    "dry_run": lazy_gettext("This is a dry run. Remove it from the page of its study."),
    "edition_under_way": lazy_gettext(
        "An edition of reports is under way. Release it, or stop it."
    ),
    "file_proposed": lazy_gettext(
        "A proposal to take out data waits for a second person. Have it decided or take it back."
    ),
    "nothing_released": lazy_gettext(
        "The reports of the last date are not released. Release them, or say that there are none."
    ),
    "erasing_promised": lazy_gettext(
        "The letter has promised people that the answers are erased, so they must be deleted."
    ),
    "shared": lazy_gettext(
        "A file for sharing was made. A second file could be laid over it, so the rest must be "
        "deleted."
    ),
}
REMOVED: dict[str, LazyString] = {
    "code_hashes": lazy_gettext("what the codes of the cards were known by"),
    "card_numbers": lazy_gettext("card numbers"),
    "consents": lazy_gettext("who agreed to what, and when"),
    "answers_item_by_item": lazy_gettext("the answers to each question"),
    "weeks_of_answering": lazy_gettext("the weeks in which people answered"),
    "background": lazy_gettext("background, as it was answered"),
    "own_words": lazy_gettext("people's own words for reading their answers"),
    "open_answers": lazy_gettext("what people wrote in their own words"),
    "drafts": lazy_gettext("answers that were not sent in"),
    "addresses": lazy_gettext("addresses for reminders"),
    "paper_readings": lazy_gettext("papers that were being typed in"),
    "printings": lazy_gettext("printings of cards"),
    "row_signs": lazy_gettext("signs of rows that were called back"),
    "imports": lazy_gettext("what was known of imported files"),
    "results_of_pages": lazy_gettext("results that pages showed"),
    "waiting_files": lazy_gettext("files that waited to be fetched"),
    "study": lazy_gettext("the study itself: its name, set-up and state"),
    "letters": lazy_gettext("the information letters"),
    "plan": lazy_gettext("the analysis plan"),
    "places_and_groups": lazy_gettext("contact points and groups"),
    "reports": lazy_gettext("reports that were released"),
    "list_of_files": lazy_gettext("the list of files taken out"),
}
STAYS: dict[str, LazyString] = {
    "ledger": lazy_gettext("the release ledger: sizes and random signs, no person"),
    "audit_log": lazy_gettext("the log of what staff did, for two years"),
    "receipts": lazy_gettext("receipts, which point to nobody"),
    "this_protocol": lazy_gettext("this protocol"),
    "kept_file": lazy_gettext("one file of scores, made coarser"),
    "study": lazy_gettext("the study itself: its name, set-up and state"),
    "letters": lazy_gettext("the information letters"),
    "plan": lazy_gettext("the analysis plan"),
    "places": lazy_gettext("contact points, and groups under new signs"),
    "reports": lazy_gettext("reports that were released"),
    "list_of_files": lazy_gettext("the list of files taken out"),
}
