"""Files that are sent to a page: held in memory, and on no disk, where they would leave traces.

They hold what people answered. How large one may be is said before any of it is read
(``max_content_length``).
"""

from __future__ import annotations

import io
from typing import IO

import flask
from werkzeug.datastructures import ImmutableMultiDict


class Request(flask.Request):
    """A request whose files stay in memory; Werkzeug's own would lie on a disk from 500 kB on."""

    def _load_form_data(self) -> None:
        """Read what was sent; a part without a name is nobody's answer and is left out."""
        super()._load_form_data()
        for kind in ("form", "files"):
            sent = self.__dict__[kind]
            if None in sent:
                named = [one for one in sent.items(multi=True) if one[0] is not None]
                self.__dict__[kind] = ImmutableMultiDict(named)

    def _get_file_stream(self, *_: object, **__: object) -> IO[bytes]:
        return io.BytesIO()
