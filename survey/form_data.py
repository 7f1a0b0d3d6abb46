"""What a form reads of a request."""

from __future__ import annotations

from typing import Any

from flask import request
from werkzeug.datastructures import MultiDict


class FieldsOnly:
    """Reads the fields of a form, and neither files nor JSON, in which a value need be no text."""

    def wrap_formdata(self, form: Any, formdata: Any) -> Any:
        """Return the fields of what was sent; None where nothing was.

        A form that is filled in from elsewhere is told so, and reads only that.
        """
        if isinstance(formdata, MultiDict):
            return formdata
        sent = super().wrap_formdata(form, formdata)  # type: ignore[misc]  # flask_wtf's own
        return None if sent is None else request.form
