"""What can go wrong, in the words of the field; nothing here knows of HTTP.

``error_pages.py`` turns each kind into a page, ``cli.py`` into one message and exit code 1.
"""


class SurveyError(Exception):
    """Something a person did, or a setting, that the program must answer for in words."""


class BadSetting(SurveyError):
    """A setting is missing or faulty; the message names every fault."""


class SchemaOutOfDate(SurveyError):
    """The database is not at the newest migration."""


class BadCode(SurveyError):
    """What was typed cannot be a code: wrong length, wrong sign or wrong check character."""


class MistypedCode(BadCode):
    """Ten letters and digits, but one of them is wrong: the check character does not fit."""


class UnknownCode(SurveyError):
    """The code is well formed, but no card carries it."""


class TooManyAttempts(SurveyError):
    """Too many codes that no card carries came from one address; ``wait`` is in seconds."""

    def __init__(self, wait: int) -> None:
        super().__init__(f"no more codes are looked up from this address for {wait} seconds")
        self.wait = wait


class CardErased(SurveyError):
    """The session's card was erased in the meantime, here or elsewhere: nothing of it is left."""


class Withdrawn(SurveyError):
    """The participant has withdrawn: the card opens no questions any more."""


class TooManyWords(SurveyError):
    """The own word was tried too often with one card today; ``wait`` is in seconds."""

    def __init__(self, wait: int) -> None:
        super().__init__(f"no more words are tried with this card for {wait} seconds")
        self.wait = wait


class SessionEnded(SurveyError):
    """No participant is known in this session: the code is needed again."""


class ConsentMissing(SurveyError):
    """A page with questions was opened before consent."""


class AlreadyAnswered(SurveyError):
    """The wave has been sent in before; the first answers stand."""


class NotYetDue(SurveyError):
    """The next wave opens later; ``week`` is the ISO week, such as 2027-W12, ``last`` its last."""

    def __init__(self, week: str, last: str = "") -> None:
        super().__init__(f"the next wave opens in week {week}")
        self.week, self.last = week, last


class WindowOver(SurveyError):
    """The participant's own time for the second wave has passed without it being begun."""


class CardInUse(SurveyError):
    """A card that is to answer for a lost one has been used for the first wave itself."""


class EverythingAnswered(SurveyError):
    """The participant has answered every wave of the study."""


class StudyNotOpen(SurveyError):
    """The study does not take answers yet."""


class StudyPaused(StudyNotOpen):
    """The study takes no answers for a while; what was saved is kept."""


class StudyClosed(SurveyError):
    """The study took answers before, and takes none any more."""


class UnknownPage(SurveyError):
    """No such study, municipality or page of questions."""


class UnknownGroup(SurveyError):
    """No single group of the study is meant; the message lists those there are."""


class BadStudyKey(SurveyError):
    """A study's key is taken or cannot be one."""


class NotAllowed(SurveyError):
    """The signed-in person's role does not cover this."""


class TooManySignIns(SurveyError):
    """An account or an address was tried too often; ``wait`` is in seconds."""

    def __init__(self, wait: int) -> None:
        super().__init__(f"no more sign-ins are tried for {wait} seconds")
        self.wait = wait


class BadPassword(SurveyError):
    """A password is too short, or too easily guessed; the message is the page's sentence."""


class BadInvitation(SurveyError):
    """A link was used already, is too old, or never was one."""


class BadAccount(SurveyError):
    """An account cannot be made or changed so; the message is the page's sentence."""


class OnlyTrials(SurveyError):
    """A real study was to be opened, exported or reported before the release ledger exists."""


class NoSuchMove(SurveyError):
    """A study cannot go from the state it is in to the one that was asked for."""


class SetUpIncomplete(SurveyError):
    """Something of a study's set-up is missing; the message lists what."""


class SetUpLocked(SurveyError):
    """A part of a study's set-up cannot be changed any more; the message says why."""


class BadSetUp(SurveyError):
    """What was given cannot be part of a study's set-up; the message says why."""


class NotApproved(SurveyError):
    """Data of real people was asked for, and no second person has approved it, or not any more."""


class CalledBack(SurveyError):
    """Rows were called back, and whoever asks for a new file has not said that they are deleted."""


class ExportDiffers(SurveyError):
    """A file that was written is not what was to stand in it: it is handed over to nobody."""


class TooFewAlike(SurveyError):
    """A file for sharing would let few people be told apart from the others."""


class SharedAlready(SurveyError):
    """A study's file for sharing has been made: two of them could be laid over each other."""


class NotYours(SurveyError):
    """Somebody was to approve what they proposed themselves, or what was decided already."""


class TooFewAnswers(SurveyError):
    """The figures would be about too few people; the message is the page's sentence."""


class BadCalendar(SurveyError):
    """The weeks of the editions come too close together, or are not ahead."""


class NothingDue(SurveyError):
    """No cut-off has come since the last edition, or an edition is under way."""


class RejectedAnswers(SurveyError):
    """An import was refused as a whole; the message lists the cells."""


class BadWording(SurveyError):
    """A wording file lacks something or does not fit its instrument."""


class NotPermitted(SurveyError):
    """A text would be used beyond what its rights holder allows; the message says how."""


class WordingInUse(SurveyError):
    """A text that people have answered, or that stands on printed forms, was to be set aside."""


class BadLetter(SurveyError):
    """An information letter lacks something, or holds what cannot be."""


class PlanLocked(SurveyError):
    """An analysis plan was to be changed after the study opened or somebody answered."""


class BadEmailAddress(SurveyError):
    """What was typed is no e-mail address; the message never says what was typed."""


class RemindersOff(SurveyError):
    """Reminders were to be sent by an installation that is not set up for them."""


class MailServerUnavailable(SurveyError):
    """The mail server cannot be reached, trusted or signed in to."""


class SealedOtherwise(SurveyError):
    """A stored address was encrypted with another key, or for another card."""


class NoSheet(SurveyError):
    """A sheet of cards is not there to fetch: fetched before, too old, or another browser's."""


class CardsEnded(SurveyError):
    """A printing of cards was replaced or said to be lost before."""


class TooManyReturned(SurveyError):
    """More cards would have come back than were printed."""


class DryRunThere(SurveyError):
    """A study has a dry run already, or is one."""


class NoContactPoint(SurveyError):
    """A dry run needs a contact point for its invented groups."""
