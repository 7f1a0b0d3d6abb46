"""The survey application: a house with two sides.

Participants enter by one, and whoever signs in by the other. Neither is imported before an
application is made, so that a process has in memory only the side that it opens.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from survey.config import Settings


def create_app(settings: Settings, neighbour: Flask | None = None) -> Flask:
    """Return the application for one installation, with both sides.

    neighbour: see ``create_participant_app``.
    """
    app = create_participant_app(settings, neighbour)
    import_module("survey.staff_side").add_to(app)
    return app


def create_participant_app(settings: Settings, neighbour: Flask | None = None) -> Flask:
    """Return an application with the participants' side alone.

    neighbour: one of the same installation in this process, whose connections, journal and counts
    are used.
    """
    app: Flask = import_module("survey.participant_side").make(settings, neighbour)
    return app
