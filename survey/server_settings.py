"""The settings of whoever runs the program as a service; none of them is needed on one machine."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping
from typing import Any

PLAIN, JSON = "plain", "json"  # the log: for a person at a terminal, or one record a line
HERE, ELSEWHERE = "here", "elsewhere"  # who works on what pages have asked for
MOST_PROXIES = 5
HIGHEST_PORT = 65535
SERVER_NAMES = ("proxies", "log", "metrics", "jobs")
CHOICES = {"log": (PLAIN, JSON), "jobs": (HERE, ELSEWHERE)}


def server_faults(given: Mapping[str, Any]) -> list[str]:
    """Return everything that is wrong with the settings for a service."""
    return [*_choices(given), *_proxies(given), *_metrics(given)]


def number_of_proxies(given: Mapping[str, Any]) -> int:
    """Return how many proxies stand before the program, from settings without faults."""
    return int(given.get("proxies", 0))


def listening_place(text: str) -> tuple[str, int] | None:
    """Return address and port of such as ``127.0.0.1:9100``; None where it is no such place."""
    host, _, port = text.rpartition(":")
    is_number = port.isascii() and port.isdecimal() and len(port) <= len(str(HIGHEST_PORT))
    try:
        address = ipaddress.ip_address(host.removeprefix("[").removesuffix("]"))
    except ValueError:
        return None
    return (str(address), int(port)) if is_number and int(port) <= HIGHEST_PORT else None


def _choices(given: Mapping[str, Any]) -> Iterator[str]:
    for name, allowed in CHOICES.items():
        if given.get(name, allowed[0]) not in allowed:
            yield f"- {name}: must be {' or '.join(allowed)}"


def _proxies(given: Mapping[str, Any]) -> Iterator[str]:
    value = given.get("proxies", 0)
    text = "" if isinstance(value, bool) else str(value)
    if len(text) != 1 or not text.isascii() or not text.isdecimal() or int(text) > MOST_PROXIES:
        yield (
            f"- proxies: must be the number of your own proxies in a row, from 0 to {MOST_PROXIES}"
        )


def _metrics(given: Mapping[str, Any]) -> Iterator[str]:
    value = given.get("metrics", "")
    if value and not (isinstance(value, str) and listening_place(value)):
        yield "- metrics: must be an address of this machine and a port, such as 127.0.0.1:9100"
