"""All tables, imported here so that the migration tool sees every one."""

from survey.models.administration import Administration, InstrumentWording, Response
from survey.models.after_answer import AfterAnswer
from survey.models.analysis_plan import AnalysisPlan
from survey.models.answer_import import (
    AnswerImport,
    ImportedParticipant,
    ImportedParticipation,
    ImportUpload,
)
from survey.models.audit_event import AuditBeginning, AuditEvent
from survey.models.background_answer import BackgroundAnswer
from survey.models.base import Base
from survey.models.card import CardBatch, CardInBatch, CardSheet, CardsReturned
from survey.models.code_attempt import CodeAttempt
from survey.models.contact import Contact
from survey.models.dry_run import DryRun
from survey.models.edition import CutOff, Edition, ReportDocument, ReportFile
from survey.models.export import (
    Export,
    ExportPiece,
    ExportProposal,
    Revocation,
    RevocationReceipt,
)
from survey.models.job import Artefact, Job
from survey.models.journal_head import JournalHead
from survey.models.key_check import KeyCheck
from survey.models.ledger import FrozenPair, LedgerAtom, LedgerSplit, Release, ReleaseAtom
from survey.models.letter import LetterText, StoredLetter
from survey.models.open_answer import OpenAnswer
from survey.models.paper import KeyedReading, PaperForm
from survey.models.participant import Consent, Draft, Participant, Participation
from survey.models.rights import OwnWord, Receipt, Withdrawal, WordAttempt
from survey.models.set_up import GroupLabel, LetterDraft, Pool, PoolMunicipality, StudySetUp
from survey.models.shown_as import ShownAs
from survey.models.sign_in import (
    AccountState,
    AuditMark,
    Invitation,
    InvitationStudy,
    RecoveryCode,
    SecondFactor,
    SignInAttempt,
    StaffSession,
)
from survey.models.staff import Staff, StudyPart
from survey.models.study import ContactPoint, Group, Municipality, Study, Wave
from survey.models.study_end import KeptFile, StudyEnd
from survey.models.wording import (
    StudyUse,
    WordingDraft,
    WordingPermission,
    WordingRetirement,
    WordingVersion,
)

__all__ = [
    "AccountState",
    "Administration",
    "AfterAnswer",
    "AnalysisPlan",
    "AnswerImport",
    "Artefact",
    "AuditBeginning",
    "AuditEvent",
    "AuditMark",
    "BackgroundAnswer",
    "Base",
    "CardBatch",
    "CardInBatch",
    "CardSheet",
    "CardsReturned",
    "CodeAttempt",
    "Consent",
    "Contact",
    "ContactPoint",
    "CutOff",
    "Draft",
    "DryRun",
    "Edition",
    "Export",
    "ExportPiece",
    "ExportProposal",
    "FrozenPair",
    "Group",
    "GroupLabel",
    "ImportUpload",
    "ImportedParticipant",
    "ImportedParticipation",
    "InstrumentWording",
    "Invitation",
    "InvitationStudy",
    "Job",
    "JournalHead",
    "KeptFile",
    "KeyCheck",
    "KeyedReading",
    "LedgerAtom",
    "LedgerSplit",
    "LetterDraft",
    "LetterText",
    "Municipality",
    "OpenAnswer",
    "OwnWord",
    "PaperForm",
    "Participant",
    "Participation",
    "Pool",
    "PoolMunicipality",
    "Receipt",
    "RecoveryCode",
    "Release",
    "ReleaseAtom",
    "ReportDocument",
    "ReportFile",
    "Response",
    "Revocation",
    "RevocationReceipt",
    "SecondFactor",
    "ShownAs",
    "SignInAttempt",
    "Staff",
    "StaffSession",
    "StoredLetter",
    "Study",
    "StudyEnd",
    "StudyPart",
    "StudySetUp",
    "StudyUse",
    "Wave",
    "Withdrawal",
    "WordAttempt",
    "WordingDraft",
    "WordingPermission",
    "WordingRetirement",
    "WordingVersion",
]
