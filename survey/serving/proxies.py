"""Whose address a request comes from where proxies of one's own stand before the program."""

from __future__ import annotations

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix


def init_app(app: Flask) -> None:
    """Believe the headers of as many proxies as the settings say, and no other's.

    Each proxy puts the address it sees at the end of ``X-Forwarded-For``. So the last ones are our
    own proxies', and what stands before them, anybody may have written: it is never looked at.
    The host and the port are those the proxy hands on as they came.
    """
    n_proxies = app.config["SETTINGS"].proxies
    if n_proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # Flask's documented way
            app.wsgi_app, x_for=n_proxies, x_proto=n_proxies, x_host=0, x_port=0, x_prefix=0
        )
