"""How staff sign in: sessions, the second factor, invitations, and what slows down a guesser."""

import datetime as dt

from sqlalchemy import BigInteger, CheckConstraint, DateTime, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from survey.models.base import UNORDERED, Base, iso_week, sha256_hex

STAFF_ID = "staff.id"
ROLE_CHECK = "role IN ('coordinator', 'researcher', 'reviewer', 'administrator', 'keyer')"


class AccountState(Base):
    """What has become of an account; one that has no row is in use and has not signed in yet."""

    __tablename__ = "account_state"

    staff_id: Mapped[str] = mapped_column(
        ForeignKey(STAFF_ID, ondelete="CASCADE"), primary_key=True
    )
    is_disabled: Mapped[bool] = mapped_column(default=False)
    last_week: Mapped[iso_week | None]  # of the last sign-in
    invited_by: Mapped[str | None] = mapped_column(String(32))  # an account's id, kept if it goes


class StaffSession(Base):
    """One browser in which somebody has signed in; the browser holds a secret, the row its hash.

    It opens nothing before ``proved_at`` is set: password and second factor were right.
    """

    __tablename__ = "staff_session"
    __table_args__ = (
        CheckConstraint("seen_at >= began_at", name="seen_at"),
        UNORDERED,
    )

    secret_hash: Mapped[sha256_hex] = mapped_column(primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey(STAFF_ID, ondelete="CASCADE"), index=True)
    began_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=False))  # UTC, as the others
    seen_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=False))
    proved_at: Mapped[dt.datetime | None] = mapped_column(DateTime(timezone=False))
    with_factor: Mapped[bool] = mapped_column(default=False)


class SecondFactor(Base):
    """The secret that an app on somebody's phone shares with us, encrypted.

    A secret that is not confirmed by a code yet stands beside the one in use, so that a phone that
    was never set up shuts nobody out.
    """

    __tablename__ = "second_factor"
    __table_args__ = (CheckConstraint("last_step >= 0", name="last_step"),)

    staff_id: Mapped[str] = mapped_column(
        ForeignKey(STAFF_ID, ondelete="CASCADE"), primary_key=True
    )
    is_confirmed: Mapped[bool] = mapped_column(primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    last_step: Mapped[int] = mapped_column(BigInteger, default=0)  # of 30 s; none before is taken


class RecoveryCode(Base):
    """One of ten codes for whoever has lost the phone; it goes when it is used."""

    __tablename__ = "recovery_code"
    __table_args__ = (UNORDERED,)

    staff_id: Mapped[str] = mapped_column(
        ForeignKey(STAFF_ID, ondelete="CASCADE"), primary_key=True
    )
    code_hash: Mapped[sha256_hex] = mapped_column(primary_key=True)


class SignInAttempt(Base):
    """How often somebody tried lately, by what it is counted for; gone after a day at the latest.

    The source is a keyed hash of an address, of what was typed as an e-mail, or of both.
    """

    __tablename__ = "sign_in_attempt"
    __table_args__ = (CheckConstraint("n_tried >= 0", name="n_tried"), UNORDERED)

    source: Mapped[sha256_hex] = mapped_column(primary_key=True)
    began_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=False))  # UTC
    n_tried: Mapped[int]


class Invitation(Base):
    """A link that makes one account, gives one more part, or a new password; it goes when used."""

    __tablename__ = "invitation"
    __table_args__ = (
        CheckConstraint(ROLE_CHECK, name="role"),
        # A link without an address is only for a second person of a study; whoever has it may
        # have an account already.
        CheckConstraint("email IS NOT NULL OR role = 'reviewer'", name="email"),
    )

    token_hash: Mapped[sha256_hex] = mapped_column(primary_key=True)
    email: Mapped[str | None] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(20))
    staff_id: Mapped[str | None] = mapped_column(ForeignKey(STAFF_ID, ondelete="CASCADE"))
    invited_by: Mapped[str] = mapped_column(String(32))  # an account's id; empty: the operator
    ends_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=False))  # UTC


class InvitationStudy(Base):
    """A study in which whoever uses an invitation gets a part."""

    __tablename__ = "invitation_study"

    token_hash: Mapped[str] = mapped_column(
        ForeignKey("invitation.token_hash", ondelete="CASCADE"), primary_key=True
    )
    study_id: Mapped[str] = mapped_column(
        ForeignKey("study.id", ondelete="CASCADE"), primary_key=True
    )


class AuditMark(Base):
    """Up to where the log was verified: sealed with the log's key, so that nobody can move it."""

    __tablename__ = "audit_mark"
    __table_args__ = (CheckConstraint("id = 1", name="one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]
    chain: Mapped[sha256_hex]
    seal: Mapped[sha256_hex]
    week: Mapped[iso_week]
