"""Which network an address belongs to: what one household or one guesser has no choice over."""

from __future__ import annotations

import ipaddress


def network_of(address: str) -> str:
    """Return the part of an address that whoever holds it cannot change at will."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address  # a server behind a socket knows no address: all are one
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    # Anybody with IPv6 may pick among all addresses under the same first 64 bits.
    return str(ipaddress.ip_network((parsed, 64), strict=False))
