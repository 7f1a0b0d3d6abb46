"""CSV files as they come from survey tools, spreadsheets and R."""

from __future__ import annotations

from pathlib import Path

import pytest

from survey.files.faults import BadFile
from survey.files.reading import read_items


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_commas_semicolons_and_tabs_are_found_out(write_csv, separator):
    frame = read_items(write_csv(separator=separator)).frame

    assert frame["place"].tolist() == ["Oslo", "Bergen"]
    assert frame["soc13_13"].tolist() == [7, 7]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16"])
def test_norwegian_letters_come_through_in_every_usual_encoding(write_csv, encoding):
    frame = read_items(write_csv(place="Tromsø", encoding=encoding)).frame

    assert frame.columns[0] == "place"
    assert frame["place"].tolist() == ["Tromsø", "Bergen"]


def test_a_file_that_is_not_utf8_is_read_with_a_note(write_csv):
    assert "not UTF-8 (line 2)" in read_items(write_csv(place="Tromsø", encoding="cp1252")).notes[0]


def test_a_file_in_utf8_needs_no_note(write_csv):
    assert read_items(write_csv(place="Tromsø")).notes == ()


def test_the_first_person_is_row_2(write_csv):
    assert read_items(write_csv()).frame.index.tolist() == [2, 3]


def test_empty_lines_are_left_out_but_counted_as_rows(write_csv):
    path = write_csv()
    path.write_text(path.read_text().replace("\nBergen", "\n\n\nBergen"))

    assert read_items(path).frame.index.tolist() == [2, 5]


def test_empty_lines_above_the_header_are_left_out_but_counted_as_rows(write_csv):
    path = write_csv()
    path.write_text("\n\n" + path.read_text())

    assert read_items(path).frame.index.tolist() == [4, 5]


def test_line_ends_of_windows_and_of_old_macs_are_read(write_csv):
    for line_end in ("\r\n", "\r"):
        path = write_csv()
        path.write_bytes(path.read_text().replace("\n", line_end).encode())

        assert read_items(path).frame["place"].tolist() == ["Oslo", "Bergen"]


def test_a_byte_that_windows_1252_does_not_know_is_read_as_latin_1(write_csv):
    path = write_csv(place="Tromsø\x81", encoding="latin-1")

    assert read_items(path).frame["place"].tolist() == ["Tromsø\x81", "Bergen"]


def test_rows_of_separators_only_are_left_out_with_a_note(write_csv):
    path = write_csv()
    path.write_text(path.read_text() + "," * 13 + "\n")

    items = read_items(path)

    assert len(items.frame) == 2
    assert "1" in items.notes[0]


def test_text_in_quotes_may_hold_separators_quotes_and_line_ends(write_csv):
    path = write_csv(place='"Oslo, ""the\n\nbig one"""')

    assert read_items(path).frame["place"].tolist() == ['Oslo, "the\n\nbig one"', "Bergen"]


def test_a_header_in_quotes_is_read(write_csv):
    path = write_csv()
    path.write_text(path.read_text().replace("place", '"place, town"'))

    assert read_items(path).frame.columns[0] == "place, town"


def test_other_columns_keep_their_leading_zeros(write_csv):
    assert read_items(write_csv(place="0301")).frame["place"].tolist() == ["0301", "Bergen"]


def test_a_first_column_that_is_called_like_another_kind_of_file_is_no_trouble(write_csv):
    path = write_csv()
    path.write_text(path.read_text().replace("place", "PAR1"))

    assert read_items(path).frame.columns[0] == "PAR1"


def test_a_column_name_may_be_in_any_script(write_csv):
    path = write_csv()
    path.write_text(path.read_text().replace("place", "gruppeår_日本"))

    assert read_items(path).frame.columns[0] == "gruppeår_日本"


def test_spaces_around_column_names_are_taken_away_with_a_note(write_csv):
    path = write_csv()
    path.write_text(path.read_text().replace("soc13_05", " soc13_05 "))

    items = read_items(path)

    assert "soc13_05" in items.frame
    assert "soc13_05" in items.notes[0]


def test_item_names_in_capitals_are_read_with_a_note(write_csv):
    path = write_csv()
    path.write_text(path.read_text().replace("soc13_05", "SOC13_05"))

    items = read_items(path)

    assert "soc13_05" in items.frame
    assert "Capital" in items.notes[0]


def test_row_names_as_r_writes_them_pass_through(write_csv):
    path = write_csv()
    path.write_text(path.read_text().replace("place", '""'))

    assert read_items(path).frame[""].tolist() == ["Oslo", "Bergen"]


def test_an_empty_column_without_a_name_is_left_out(write_csv):
    path = write_csv()
    path.write_text(path.read_text().replace("\n", ",\n"))

    assert read_items(path).frame.columns[-1] == "soc13_13"


def test_a_column_with_cells_but_no_name_is_refused(write_csv):
    path = write_csv()
    path.write_text(path.read_text().replace("\n", ",\n", 1).replace("7\n", "7,x\n"))

    with pytest.raises(BadFile, match=r"answers.csv: column 15 has cells, but no name"):
        read_items(path)


def test_a_column_name_that_stands_twice_is_refused(write_csv):
    path = write_csv()
    path.write_text(path.read_text().replace("soc13_05", "soc13_04"))

    with pytest.raises(BadFile, match="twice: soc13_04"):
        read_items(path)


def test_rows_of_unequal_length_are_refused_by_number(write_csv):
    path = write_csv()
    path.write_text(path.read_text() + "Voss,1,2\n")

    with pytest.raises(BadFile, match=r"14 columns, but\n  row 4 has 3 cells"):
        read_items(path)


def test_of_many_unequal_rows_the_first_ten_are_named_and_all_counted(write_csv):
    path = write_csv()
    path.write_text(path.read_text() + "Voss,1\n" * 25)

    with pytest.raises(BadFile, match=r"row 13 has 2 cells\n  \.\.\. and 15 more"):
        read_items(path)


def test_a_quotation_mark_that_is_never_closed_is_refused_by_row(write_csv):
    with pytest.raises(BadFile, match="row 2 has a quotation mark"):
        read_items(write_csv(place='"Oslo'))


def test_a_quotation_mark_inside_a_word_is_just_a_letter(write_csv):
    assert read_items(write_csv(place='Os"lo')).frame["place"].tolist() == ['Os"lo', "Bergen"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b"\xef\xbb\xbf", "the file is empty"),
        (b" \n\n", "the file is empty"),
        (b"place,soc13_01\n", "no row below it"),
        (b"place,soc13_01\n\n\n", "no row below it"),
        (b"a\0b,c\n1,2\n", "not a text file"),
        (b"\x07\x01bell,c\n1,2\n", "no line with column names"),
        (b"PK\x03\x04\0", "Excel or zip file"),
        (b"\xd0\xcf\x11\xe0\0", "old Excel workbook"),
        (b"PAR1\0", "Parquet file"),
        (b"$FL2\0", "SPSS file"),
        (b"place,age\nOslo,7\n", "no column"),
    ],
)
def test_a_file_without_answers_is_refused_with_the_reason(tmp_path: Path, content, reason):
    path = tmp_path / "answers.csv"
    path.write_bytes(content)

    with pytest.raises(BadFile, match=reason):
        read_items(path)


def test_a_file_that_is_not_there_is_refused_with_the_place_looked_at(tmp_path: Path):
    with pytest.raises(BadFile, match=r"no such file.\nLooked for /"):
        read_items(tmp_path / "answers.csv")


def test_a_folder_is_refused(tmp_path: Path):
    with pytest.raises(BadFile, match="this is a folder"):
        read_items(tmp_path)


@pytest.mark.parametrize(
    ("name", "remedy"), [("a.xls", "Save it as .xlsx"), ("a.pdf", "Known are .csv"), ("a", "Known")]
)
def test_a_file_of_another_kind_is_refused_with_what_works(tmp_path: Path, name, remedy):
    path = tmp_path / name
    path.write_text("x")

    with pytest.raises(BadFile, match=remedy):
        read_items(path)
