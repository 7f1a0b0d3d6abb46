"""What every application makes anew and always makes alike, made once for all tests."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Any

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Engine
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

STATEMENTS: LRUCache[Any, Any] = LRUCache(2000)


class SharedTemplates(BytecodeCache):
    """Compiles each template once for all tests."""

    compiled: dict[str, bytes] = {}  # noqa: RUF012 - shared on purpose

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.compiled:
            bucket.bytecode_from_string(self.compiled[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.compiled[bucket.key] = bucket.bytecode_to_string()


def share_address_builders() -> None:
    """Compile what builds an address once for all applications.

    That is nine tenths of the time it takes to make an application. The compiled function depends
    on nothing but what the key names; which rule it works for it is told when it is called.
    """
    compile_builder = Rule._compile_builder
    compiled: dict[tuple[object, ...], Callable[..., Any]] = {}

    def compile_once(rule: Rule, append_unknown: bool = True) -> Callable[..., Any]:  # noqa: FBT001, FBT002 - as Werkzeug has it
        if rule.defaults:
            return compile_builder(rule, append_unknown)
        key = (rule.rule, append_unknown, *rule._trace)
        if key not in compiled:
            compiled[key] = compile_builder(rule, append_unknown)
        return compiled[key]

    Rule._compile_builder = compile_once


def share_statements(*engines: Engine) -> None:
    """Put each SQL statement into words once for all databases of a kind.

    An engine keeps what it has worded by the statement and the dialect; here one memory serves
    all, and a dialect is like every other of its kind.
    """
    for engine in engines:
        engine._compiled_cache = STATEMENTS
        kind = type(engine.dialect)
        kind.__eq__ = lambda self, other: type(self) is type(other)
        kind.__hash__ = lambda self: hash(type(self))


def leave_alone_what_stays() -> None:
    """Keep the tests and all modules out of the search for garbage: they stay to the end."""
    gc.collect()
    gc.freeze()
