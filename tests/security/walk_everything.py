"""Opens pages in a process of its own: a sitting, or every page of participants; then staff's."""

from __future__ import annotations

import sys

from survey import create_app
from survey.config import load_settings
from survey.report import worker
from tests.factories import (
    make_answered_groups,
    make_card,
    make_staff,
    make_study,
    random_responses,
)
from tests.page_client import PageClient
from tests.pages import SignInPage, answer_wave
from tests.staff_addresses import PAGES, ROLES
from tests.walker import Walker


def main() -> None:
    """Say how many pages were met."""
    worker.start = lambda _settings: (
        None
    )  # what is queued is done afterwards, where it is waited for
    app = create_app(load_settings())
    study = make_study(app)
    make_answered_groups(app, study, (4, 4, 4))
    sitting = PageClient(app, "en")
    answer_wave(sitting, make_card(app, study), random_responses(1))
    met = len(sitting.addresses)
    if "whole" in sys.argv:
        met += len(Walker(app, lambda: PageClient(app, "en")).walk())
    for role in ROLES:
        client = PageClient(app, "en")
        SignInPage(client).sign_in(make_staff(app, role))
        for address, roles in PAGES.values():
            if role in roles:
                met += client.get(address).status_code < 500
    print(f"met {met}")


if __name__ == "__main__":
    main()
