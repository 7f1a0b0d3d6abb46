"""Frozen records out of what JSON gives back: the other direction is `dataclasses.asdict`."""

from __future__ import annotations

from dataclasses import is_dataclass
from functools import cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints


def record_from(kind: Any, value: Any) -> Any:
    """Return a value as its annotation wants it: records, tuples of one kind, or one or None.

    A record with a key too many or too few raises TypeError: it was written by another version.
    """
    if get_origin(kind) is UnionType:
        (inner,) = (one for one in get_args(kind) if one is not type(None))
        return None if value is None else record_from(inner, value)
    if get_origin(kind) is tuple:
        return tuple(record_from(get_args(kind)[0], one) for one in value)
    if isinstance(kind, type) and is_dataclass(kind):
        hints = _hints(kind)
        return kind(**{key: record_from(hints.get(key), one) for key, one in value.items()})
    return value


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
