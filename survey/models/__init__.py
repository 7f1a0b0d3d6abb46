"""All tables, imported here so that the migration tool sees every one."""

from survey.models.administration import Administration, InstrumentWording, Response
from survey.models.after_answer import AfterAnswer
from survey.models.audit_event import AuditEvent
from survey.models.background_answer import BackgroundAnswer
from survey.models.base import Base
from survey.models.code_attempt import CodeAttempt
from survey.models.contact import Contact
from survey.models.export import (
    Export,
    ExportPiece,
    ExportProposal,
    Revocation,
    RevocationReceipt,
)
from survey.models.job import Artefact, Job
from survey.models.letter import LetterText, StoredLetter
from survey.models.open_answer import OpenAnswer
from survey.models.paper import KeyedReading, PaperForm
from survey.models.participant import Consent, Draft, Participant, Participation
from survey.models.rights import OwnWord, Receipt, Withdrawal, WordAttempt
from survey.models.shown_as import ShownAs
from survey.models.staff import Staff, StudyPart
from survey.models.study import ContactPoint, Group, Municipality, Study, Wave

__all__ = [
    "Administration",
    "AfterAnswer",
    "Artefact",
    "AuditEvent",
    "BackgroundAnswer",
    "Base",
    "CodeAttempt",
    "Consent",
    "Contact",
    "ContactPoint",
    "Draft",
    "Export",
    "ExportPiece",
    "ExportProposal",
    "Group",
    "InstrumentWording",
    "Job",
    "KeyedReading",
    "LetterText",
    "Municipality",
    "OpenAnswer",
    "OwnWord",
    "PaperForm",
    "Participant",
    "Participation",
    "Receipt",
    "Response",
    "Revocation",
    "RevocationReceipt",
    "ShownAs",
    "Staff",
    "StoredLetter",
    "Study",
    "StudyPart",
    "Wave",
    "Withdrawal",
    "WordAttempt",
]
