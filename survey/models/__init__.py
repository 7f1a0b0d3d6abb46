"""All tables, imported here so that the migration tool sees every one."""

from survey.models.administration import Administration, InstrumentWording, Response
from survey.models.after_answer import AfterAnswer
from survey.models.base import Base
from survey.models.code_attempt import CodeAttempt
from survey.models.contact import Contact
from survey.models.job import Artefact, Job
from survey.models.participant import Consent, Draft, Participant, Participation
from survey.models.staff import Staff
from survey.models.study import ContactPoint, Group, Municipality, Study, Wave

__all__ = [
    "Administration",
    "AfterAnswer",
    "Artefact",
    "Base",
    "CodeAttempt",
    "Consent",
    "Contact",
    "ContactPoint",
    "Draft",
    "Group",
    "InstrumentWording",
    "Job",
    "Municipality",
    "Participant",
    "Participation",
    "Response",
    "Staff",
    "Study",
    "Wave",
]
