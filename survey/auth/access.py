"""Lets only those in whose role covers a page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask_login import current_user, login_required

from survey.permissions import check_may

P = ParamSpec("P")
R = TypeVar("R")


def needs(right: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Return a decorator: sign-in first, then NotAllowed unless the role covers the right."""

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def checked(*args: P.args, **kwargs: P.kwargs) -> R:
            check_may(current_user, right)
            return view(*args, **kwargs)

        guarded: Callable[P, R] = login_required(checked)
        return guarded

    return decorate
