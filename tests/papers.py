"""Forms on paper, as those who key them in go about it."""

from __future__ import annotations

from dataclasses import dataclass

from survey.paper.questions import MEETINGS_KEY
from tests.factories import Card
from tests.page_client import Page, PageClient
from tests.pages import ALL_ITEMS

START = "/staff/keying/"
PRE_MARKS = {key: str(1 + place % 4) for place, key in enumerate(ALL_ITEMS)} | {MEETINGS_KEY: "1"}
FRONT = {"adult": "y", "consent": "y", "week": "-"}


@dataclass(frozen=True)
class Form:
    """A form as it was printed."""

    id: str
    number: str
    keys: tuple[str, ...]


class Keyer:
    """Somebody with a stack of papers."""

    def __init__(self, client: PageClient) -> None:
        self.client = client

    def take_up(self, card: Card, form: Form, status: int = 200) -> Page:
        page = self.client.open(START)
        return self.client.send(page, status, form_number=form.number, card_number=card.number)

    def read(self, marks: dict[str, str], status: int = 200, /, **front: str) -> Page:
        """Type a reading on the page that is open; a box is left unticked by an empty value."""
        fields = {key: value for key, value in (FRONT | front).items() if value}
        return self.client.press(self.client.page, "Keep this reading", status, **fields, **marks)

    def settle(self, status: int = 200, /, **marks: str) -> Page:
        return self.client.press(self.client.page, "Store the answers", status, **marks)

    def put_aside(self) -> Page:
        return self.client.press(self.client.page, "Put the form aside")

    def key_in(self, card: Card, form: Form, marks: dict[str, str], **front: str) -> Page:
        """Read a paper twice, alike."""
        self.take_up(card, form)
        self.read(marks, **front)
        self.take_up(card, form)
        return self.read(marks, **front)


def post_marks(form: Form) -> dict[str, str]:
    """Return marks for every question of the second time, by somebody who left early."""
    said = {"status": "3", "leaving_reason": "4", "meetings": "12", "overall_change": "1"}
    return dict.fromkeys(form.keys, "2") | said
