"""All tables, imported here so that the migration tool sees every one."""

from survey.models.administration import Administration, InstrumentWording, Response
from survey.models.after_answer import AfterAnswer
from survey.models.audit_event import AuditEvent
from survey.models.base import Base
from survey.models.code_attempt import CodeAttempt
from survey.models.job import Artefact, Job
from survey.models.paper import KeyedReading, PaperForm
from survey.models.participant import Consent, Draft, Participant, Participation
from survey.models.staff import Staff
from survey.models.study import ContactPoint, Group, Municipality, Study, Wave

__all__ = [
    "Administration",
    "AfterAnswer",
    "Artefact",
    "AuditEvent",
    "Base",
    "CodeAttempt",
    "Consent",
    "ContactPoint",
    "Draft",
    "Group",
    "InstrumentWording",
    "Job",
    "KeyedReading",
    "Municipality",
    "PaperForm",
    "Participant",
    "Participation",
    "Response",
    "Staff",
    "Study",
    "Wave",
]
