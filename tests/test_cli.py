"""The command: it parses, calls and prints, and says what is wrong on standard error."""

import csv
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import clm
from clm.cli import main

ORDERS = """who;day;sum;id
ann;01.05.2024;12.00;A1
ann;01.05.2024;3.50;A1
bob;03.05.2024;30.50;B1
ann;10.06.2024;-15.50;A1
;11.06.2024;9.00;C1
"""


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    """Five rows of three orders, one of them refunded and one of nobody."""
    path = tmp_path / "orders.csv"
    path.write_text(ORDERS, encoding="utf-8")
    return path


def arguments(orders: Path, *more: str) -> list[str]:
    """The command line for those rows."""
    named = ["--customer", "who", "--when", "day", "--amount", "sum", "--order", "id"]
    terms = ["--currency", "EUR", "--date-format", "%d.%m.%Y", "--as-of", "2024-06-30"]
    return ["segment", str(orders), *named, *terms, *more]


def test_demo_shows_the_whole_way(capsys):
    """``clm demo`` prints ledger, report, snapshot and the summary of every segment."""
    assert main(["demo", "--customers", "200"]) == 0
    shown = capsys.readouterr().out
    assert "<Ledger" in shown
    assert "<Report" in shown
    assert all(segment.key in shown for segment in clm.templates["exponea-14"].segments)


def test_the_same_seed_shows_the_same_shop(capsys):
    """Two runs print one text, another seed prints another."""
    shown = []
    for seed in ("3", "3", "4"):
        assert main(["demo", "--customers", "150", "--seed", seed]) == 0
        shown.append(capsys.readouterr().out)
    assert shown[0] == shown[1] != shown[2]


def test_segment_writes_everybody_with_her_segment(orders, tmp_path, capsys):
    """``clm segment`` reads lines, refunds and dates, and writes a CSV file."""
    out = tmp_path / "who.csv"
    more = ("--template", "five-stage", "--drop-missing", "--out", str(out))
    assert main(arguments(orders, *more)) == 0
    assert "1 dropped (missing_customer)" in capsys.readouterr().out
    with out.open(encoding="utf-8", newline="") as file:
        rows = {row["customer"]: row for row in csv.DictReader(file)}
    # ann gave everything back, so she has no order that counts; bob bought 58 days ago.
    assert rows["ann"]["segment"] == "outside"
    assert rows["ann"]["recency"] == ""
    assert rows["ann"]["monetary"] == "0"
    assert rows["bob"]["segment"] == "one_time"
    assert rows["bob"]["recency"] == "58"
    assert rows["bob"]["monetary"] == "3050"


def test_columns_of_the_usual_names_are_found(tmp_path, capsys):
    """Where the head line has ``order``, rows are lines of orders without being told."""
    path = tmp_path / "orders.csv"
    path.write_text("order,customer,when,amount\nA,ann,2024-05-01,1\nA,ann,2024-05-01,2\n")
    ask = ["segment", str(path), "--currency", "EUR", "--as-of", "2024-05-02"]
    assert main([*ask, "--template", "five-stage"]) == 0
    assert "1 order of 2 lines" in capsys.readouterr().out


def test_a_template_may_be_a_file(tmp_path, capsys):
    """What ``clm templates KEY`` wrote, changed or not."""
    own = tmp_path / "own.toml"
    own.write_text(clm.templates["five-stage"].to_toml().replace("five-stage", "my-own"), "utf-8")
    assert main(["demo", "--customers", "50", "--template", str(own)]) == 0
    assert "<Snapshot my-own" in capsys.readouterr().out
    assert main(["demo", "--customers", "50", "--template", str(tmp_path / "no.toml")]) == 2
    assert "no.toml: no such file or directory" in capsys.readouterr().err


def test_errors_go_to_standard_error(orders, capsys):
    """A fault ends the command with 2 and names what would be right."""
    assert main(arguments(orders)) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("clm: ")
    assert "customer[4]" in shown.err
    assert main(arguments(orders, "--drop-missing", "--template", "five-stages")) == 2
    assert "five-stage" in capsys.readouterr().err


def test_a_file_that_cannot_be_written_is_named(orders, tmp_path, capsys):
    """As one fault, without a traceback."""
    out = tmp_path / "nowhere" / "who.csv"
    assert main(arguments(orders, "--drop-missing", "--out", str(out))) == 2
    assert str(out) in capsys.readouterr().err


def test_amounts_are_read_from_the_column_that_is_named(tmp_path, capsys):
    """Of none `amount`; two of them contradict each other."""
    path = tmp_path / "orders.csv"
    path.write_text("customer,when,amount,cents\nann,2024-05-01,12.00,700\n", encoding="utf-8")
    command = ["segment", str(path), "--currency", "EUR", "--as-of", "2024-06-30"]
    for more, gross in (([], "12.00"), (["--amount-minor", "cents"], "7.00")):
        assert main([*command, *more]) == 0
        assert f"gross {gross}" in capsys.readouterr().out
    assert main([*command, "--amount", "amount", "--amount-minor", "cents"]) == 2
    assert "amount_minor" in capsys.readouterr().err


def test_a_wrong_day_is_named(orders, capsys):
    """A day that is none is refused by its name."""
    more = [each if each != "2024-06-30" else "June" for each in arguments(orders)]
    assert main([*more, "--drop-missing"]) == 2
    assert "as_of" in capsys.readouterr().err


def test_templates_are_listed_and_written_out(capsys):
    """``clm templates`` names all, and writes one as TOML that reads back."""
    assert main(["templates"]) == 0
    listed = capsys.readouterr().out
    assert all(key in listed for key in clm.templates)
    assert main(["templates", "rfm-11"]) == 0
    text = capsys.readouterr().out
    assert tomllib.loads(text)["key"] == "rfm-11"
    assert clm.Template.from_toml(text) == clm.templates["rfm-11"]


def test_a_reader_may_stop_early():
    """``clm templates exponea-14 | head`` ends without a traceback."""
    command = [sys.executable, "-m", "clm", "templates", "exponea-14"]
    with subprocess.Popen(  # noqa: S603  # our own command
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        complaint = process.stderr.read()
        process.wait(timeout=60)
    assert complaint == b""


def test_without_a_command_the_usage_is_shown(capsys):
    """``clm`` alone ends with the usage."""
    with pytest.raises(SystemExit) as stop:
        main([])
    assert stop.value.code == 2
    assert "usage: clm" in capsys.readouterr().err
