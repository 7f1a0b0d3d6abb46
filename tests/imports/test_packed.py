"""Files that are packed to burst, and files whose names lead elsewhere."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow as pa
import pyreadstat
import pytest
from flask import Flask
from pyarrow import parquet

from survey.imports.uploads import Ticket
from survey.report.worker import environment
from tests.page_client import PageClient

START, LOOK = "/staff/studies/try/import", "/staff/studies/try/import/look"
ZEROS = b"0" * (1 << 20)
N_CASES = slice(80, 84)  # where an SPSS file says how many cases it has
ONCE_MORE = struct.pack("<4i", 7, 16, 8, 2) + struct.pack("<q", 1)  # before it says so again
# A process of its own in between: the system counts what the one that started it held as well.
MEASURED = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10)
sys.exit(code)
"""
MOST_MEMORY = 600  # MB; half of it is the program itself
LARGE = 220 << 20  # a little more than a page takes in


def workbook() -> bytes:
    file = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["participant", "soc13_01"])
    book.active.append(["a", 3])
    book.save(file)
    return file.getvalue()


def burst_workbook(path: Path) -> None:
    """Write a workbook whose first sheet unpacks to a thousand times its size."""
    with (
        zipfile.ZipFile(io.BytesIO(workbook())) as whole,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed,
    ):
        for name in whole.namelist():
            if name != "xl/worksheets/sheet1.xml":
                packed.writestr(name, whole.read(name))
        with packed.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(b"<worksheet><sheetData><row><c><v>")
            for _ in range(LARGE // len(ZEROS)):
                sheet.write(ZEROS)


def burst_parquet(path: Path) -> None:
    """Write one answer, twenty million times."""
    parquet.write_table(
        pa.table({"soc13_01": pa.repeat(pa.scalar(3, pa.int8()), 20_000_000)}), path
    )


def burst_spss(path: Path) -> None:
    """Write a file that does not say how many cases it has, each with two very long texts."""
    wide = pd.DataFrame({"participant": ["a" * 30_000], "why": ["b" * 30_000]})
    pyreadstat.write_sav(pd.concat([wide] * 4_000), str(path), compress=True)
    content = bytearray(path.read_bytes())
    content[N_CASES] = struct.pack("<i", -1)
    place = content.index(ONCE_MORE) + len(ONCE_MORE)
    content[place : place + 8] = struct.pack("<q", -1)
    path.write_bytes(content)


def many_entities(path: Path) -> None:
    """Write a workbook in which one word stands for a thousand million."""
    steps = "".join(
        f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' if n else '<!ENTITY e0 "aaaaaaaaaa">'
        for n in range(9)
    )
    with (
        zipfile.ZipFile(io.BytesIO(workbook())) as whole,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed,
    ):
        for name in whole.namelist():
            is_sheet = name == "xl/worksheets/sheet1.xml"
            packed.writestr(
                name,
                f"<!DOCTYPE w [{steps}]><worksheet><sheetData><row><c><v>&e8;</v></c></row>"
                "</sheetData></worksheet>"
                if is_sheet
                else whole.read(name),
            )


def send_large(client: PageClient, name: str, content: bytes) -> None:
    """Send a file as a browser does; the client of the tests would put a large one on the disk."""
    token = client.open(START).form().one("input", name="csrf_token")["value"]
    parts = [
        b'name="csrf_token"\r\n\r\n' + token.encode(),
        f'name="file"; filename="{name}"\r\n\r\n'.encode() + content,
    ]
    sent = b"".join(b"--x-\r\nContent-Disposition: form-data; " + one + b"\r\n" for one in parts)
    answer = client.browser.post(
        START, data=sent + b"--x---\r\n", content_type="multipart/form-data; boundary=x-"
    )
    assert answer.headers["Location"] == LOOK


def read_in_a_process(app: Flask, ticket: Ticket) -> int:
    """Read a waiting file as the server has it read; return the most memory it took, in MB."""
    read = [sys.executable, "-m", "survey", "imports", "upload", ticket.upload_id, "read"]
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, *read],
        env=environment(app.config["SETTINGS"]),
        input=ticket.key,
        capture_output=True,
        text=True,
        check=True,
    )
    return int(done.stdout)


@pytest.mark.parametrize(
    "burst",
    [
        ("a.xlsx", burst_workbook, "unpacks to far more than a page takes in"),
        ("a.parquet", burst_parquet, "unpacks to far more than a page takes in"),
        ("a.zsav", burst_spss, "unpacks to far more than a page takes in"),
        ("b.xlsx", many_entities, "cannot be opened"),
    ],
    ids=lambda one: one[1].__name__,
)
def test_a_small_file_that_unpacks_to_a_very_large_one_is_refused_with_little_memory(
    app: Flask,
    researcher: PageClient,
    started: list[tuple[Ticket, str]],
    tmp_path: Path,
    burst: tuple[str, Callable[[Path], None], str],
) -> None:
    name, make, told = burst
    path = tmp_path / name
    make(path)
    assert path.stat().st_size < 3_000_000
    send_large(researcher, name, path.read_bytes())
    (ticket, _) = started.pop()
    assert read_in_a_process(app, ticket) < MOST_MEMORY
    assert told in researcher.open(LOOK).text


def test_a_process_that_reads_files_from_outside_gets_no_more_memory_than_it_may_need() -> None:
    greedy = (
        "from survey.imports import size_inside as s\n"
        "s.limit_this_process()\n"
        "try: bytearray(s.MOST_MEMORY)\n"
        "except MemoryError: print('refused')\n"
    )
    told = subprocess.run([sys.executable, "-c", greedy], capture_output=True, check=True).stdout
    assert told == b"refused\n"


@pytest.mark.parametrize(
    "name",
    [
        "../../../../etc/cron.d/a.csv",
        "..\\..\\a.csv",
        "/etc/passwd.csv",
        "a.csv\x00.xlsx",
        "; rm -rf ~ ;.csv",
        "<script>alert(1)</script>.csv",
        "a" * 3000 + ".csv",
    ],
)
def test_the_name_of_a_file_is_neither_a_path_nor_kept(
    app: Flask, researcher: PageClient, started: list[object], tmp_path: Path, name: str
) -> None:
    before = sorted(tmp_path.rglob("*"))
    page = researcher.send(
        researcher.open(START), file=(io.BytesIO(b"participant,soc13_01\na,3\n"), name)
    )
    assert page.path in {START, LOOK}
    assert sorted(tmp_path.rglob("*")) == before
    assert "alert(1)" not in page.root.one("body").text
    assert not started or len(started) == 1
    with app.extensions["database"].connect() as connection:
        (kept,) = connection.exec_driver_sql("SELECT ending FROM import_upload").one_or_none() or (
            ".csv",
        )
    assert kept in {".csv", ".xlsx"}


def test_a_file_that_is_sent_lies_on_no_disk_however_large(
    researcher: PageClient,
    started: list[object],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "there-is-no-such-folder"))
    send_large(researcher, "a.csv", b"participant,soc13_01\r\n" + b"a,3\r\n" * 500_000)
    assert len(started) == 1


@pytest.mark.parametrize("content", ["a = " + "[" * 30_000, "a = " + "9" * 9_000])
def test_a_mapping_and_a_letter_beyond_measure_are_refused_in_words(
    researcher: PageClient, started: list[object], content: str
) -> None:
    page = researcher.send(
        researcher.open(START),
        file=(io.BytesIO(b"participant,soc13_01\na,3\n"), "a.csv"),
        mapping=(io.BytesIO(content.encode()), "mapping.toml"),
    )
    assert "This mapping cannot be used" in page.root.one("body").text
    form = researcher.open("/staff/studies/try/set-up/letter").root
    upload = next(one for one in form.all("form") if one["action"].endswith("/letter/file"))
    answer = researcher.post(upload, file=(io.BytesIO(content.encode()), "letter.toml"))
    assert answer.status_code == 409
    assert "Nothing was changed" in answer.get_data(as_text=True)
