"""Lets only those in whose role covers a page, and who have a part in the study it is about."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar, cast

from flask import request
from flask_login import current_user

from survey.auth import browser
from survey.auth.parts import has_part_in
from survey.errors import UnknownPage
from survey.permissions import check_may

P = ParamSpec("P")
R = TypeVar("R")
STUDY = "study_key"  # what every staff address that is about a study calls it


def needs(right: str, *, fresh: bool = False) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Return a decorator: sign-in first, then a part in the study, then the role's right.

    A study that one has no part in is as unknown as one that does not exist.
    fresh: password and code once more, unless both were given in the last ten minutes.
    """

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def checked(*args: P.args, **kwargs: P.kwargs) -> R:
            if not current_user.is_authenticated:
                return cast(R, browser.ask_to_sign_in())
            _check_part()
            check_may(current_user, right)
            browser.note_seen()
            if fresh and not _is_fresh():
                return cast(R, browser.ask_again())
            return view(*args, **kwargs)

        return checked

    return decorate


def _check_part() -> None:
    study_key = (request.view_args or {}).get(STUDY)
    if study_key is not None and not has_part_in(current_user, study_key):
        raise UnknownPage(f"there is no study {study_key} for this account")


def _is_fresh() -> bool:
    found = browser.found_session()
    return found is not None and found.is_fresh
