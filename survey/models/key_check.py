"""Which keys this database was filled with, as marks that lead back to no key."""

from sqlalchemy.orm import Mapped, mapped_column

from survey.models.base import Base, key_text, sha256_hex


class KeyCheck(Base):
    """The mark of one key of the settings: an HMAC of a constant under that key."""

    __tablename__ = "key_check"

    setting: Mapped[key_text] = mapped_column(primary_key=True)  # such as code_pepper
    mark: Mapped[sha256_hex]
