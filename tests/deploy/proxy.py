"""The example for nginx, run as it is printed but for ports, certificate and name."""

from __future__ import annotations

import http.client
import re
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.deploy.tools import FOLDER, tool
from tests.serving.running import HOST, free_port

NAME = "sammenheng.example.no"
AROUND = """
daemon off;
pid {folder}/nginx.pid;
user {user};
error_log {folder}/start.log;
worker_processes 1;
events {{ worker_connections 512; }}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/sammenheng.conf;
}}
"""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    text: str
    headers: dict[str, str]


@dataclass(frozen=True)
class Proxy:
    """A running nginx."""

    port: int
    plain_port: int
    folder: Path

    def ask(
        self, path: str, method: str = "GET", body: bytes | None = None, **headers: str
    ) -> Answer:
        """Ask over https, whoever signed the certificate."""
        trusting = ssl._create_unverified_context()  # noqa: S323 - the test's own certificate
        line = http.client.HTTPSConnection(HOST, self.port, timeout=30, context=trusting)
        return self._exchange(line, path, method, body, headers)

    def ask_plainly(self, path: str) -> Answer:
        line = http.client.HTTPConnection(HOST, self.plain_port, timeout=30)
        return self._exchange(line, path, "GET", None, {})

    @staticmethod
    def _exchange(
        line: http.client.HTTPConnection,
        path: str,
        method: str,
        body: bytes | None,
        headers: dict[str, str],
    ) -> Answer:
        try:
            line.request(method, path, body, {"Host": NAME, **headers})
            answer = line.getresponse()
            return Answer(answer.status, answer.read().decode(), dict(answer.getheaders()))
        finally:
            line.close()

    @property
    def written(self) -> str:
        """Return all that nginx has written."""
        return "".join(one.read_text(errors="replace") for one in self.folder.glob("*.log"))


def example(folder: Path, port: int, plain_port: int, servers: list[str]) -> str:
    """Return the example for these servers."""
    told = (FOLDER / "nginx.conf").read_text(encoding="utf-8")
    told = re.sub(r"^    listen \[::\].*\n", "", told, flags=re.MULTILINE)
    told = told.replace("listen 443 ", f"listen {HOST}:{port} ")
    told = told.replace("listen 80;", f"listen {HOST}:{plain_port};")
    told = re.sub(r"/etc/letsencrypt/live/[^/]+", str(folder), told)
    told = told.replace("/var/log/nginx", str(folder))
    line = re.compile(r"^    server 127\.0\.0\.1:8000 (.*)$", re.MULTILINE)
    options = line.search(told)
    assert options is not None
    return line.sub("\n".join(f"    server {one} {options[1]}" for one in servers), told)


@contextmanager
def proxy(folder: Path, servers: list[str]) -> Iterator[Proxy]:
    """Run nginx before these servers, such as ``127.0.0.1:8000``."""
    made = Proxy(free_port(), free_port(), folder)
    make_certificate(folder)
    told = example(folder, made.port, made.plain_port, servers)
    (folder / "sammenheng.conf").write_text(told, encoding="utf-8")
    around = AROUND.format(folder=folder, user=folder.owner())
    (folder / "nginx.conf").write_text(around, encoding="utf-8")
    command = [tool("nginx"), "-p", str(folder), "-e", f"{folder}/start.log", "-c", "nginx.conf"]
    command[-1] = f"{folder}/nginx.conf"
    tried = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert tried.returncode == 0, tried.stderr
    with subprocess.Popen(command) as process:
        try:
            late = time.monotonic() + 10
            while not (folder / "nginx.pid").exists() or not (folder / "nginx.pid").read_text():
                assert process.poll() is None, made.written
                assert time.monotonic() < late
                time.sleep(0.02)
            yield made
        finally:
            process.terminate()


def make_certificate(folder: Path) -> None:
    subprocess.run(
        [
            *(tool("openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt"),
            *("ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", f"/CN={NAME}"),
            *("-keyout", f"{folder}/privkey.pem", "-out", f"{folder}/fullchain.pem"),
        ],
        capture_output=True,
        check=True,
    )
