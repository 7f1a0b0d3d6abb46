"""Files that are sent to a page: held in memory, and on no disk, where they would leave traces.

They hold what people answered. How large one may be is said before any of it is read
(``max_content_length``).
"""

from __future__ import annotations

import io
from typing import IO

import flask


class Request(flask.Request):
    """A request whose files stay in memory; Werkzeug's own would lie on a disk from 500 kB on."""

    def _get_file_stream(self, *_: object, **__: object) -> IO[bytes]:
        return io.BytesIO()
