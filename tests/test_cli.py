"""The command: it parses, calls and prints, and says what is wrong on standard error."""

import csv
import json
import os
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


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str, str]:
    """A file without a fault, one with two, and one that is not there."""
    good, bad = tmp_path / "good.toml", tmp_path / "bad.toml"
    text = clm.templates["growth-accounting"].to_toml()
    good.write_text(text, encoding="utf-8")
    text = text.replace("unclassified", "unclasified").replace("tenure <", "tenor <", 1)
    bad.write_text(text, encoding="utf-8")
    return str(good), str(bad), str(tmp_path / "gone.toml")


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
    assert "<Transitions exponea-14 · " in shown
    assert "<Horizon exponea-14 · " in shown


@pytest.mark.parametrize("day", ["0001-01-01", "2024-01-03", "2024-01-20", "9999-12-30"])
def test_demo_looks_back_and_ahead_from_any_day(day, capsys):
    """Also where there is no month before, or no year after."""
    assert main(["demo", "--customers", "50", "--as-of", day]) == 0
    assert f" → {day} · " in capsys.readouterr().out


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


def test_a_template_that_has_faults_is_refused_with_their_places(files, tmp_path, capsys):
    """As ``clm check`` tells them; a file in another encoding has one."""
    assert main(["check", files[1]]) == 1
    told = capsys.readouterr().out.splitlines()
    assert main(["demo", "--customers", "50", "--template", files[1]]) == 2
    shown = capsys.readouterr().err.splitlines()
    assert shown[0] == f"clm: {len(told)} faults"
    assert [line.strip() for line in shown[1:]] == told
    own = tmp_path / "own.toml"
    own.write_text(clm.templates["five-stage"].to_toml(), encoding="utf-16")
    assert main(["demo", "--customers", "50", "--template", str(own)]) == 2
    assert "the file is UTF-16" in capsys.readouterr().err


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


def test_check_tells_every_fault_of_every_file(files, capsys):
    """At line and column; the status is 1 for faults and 2 for what cannot be read."""
    good, bad, gone = files
    assert main(["check", good]) == 0
    assert f"{good}: ok · growth-accounting · 5 segments" in capsys.readouterr().out
    assert main(["check", bad, good]) == 1
    first, second, *rest = capsys.readouterr().out.splitlines()
    lines = Path(bad).read_text("utf-8").splitlines()
    for shown, word in ((first, "unclasified"), (second, "tenor")):
        line = next(number for number, each in enumerate(lines, 1) if word in each)
        column = lines[line - 1].index(word) + 1
        assert shown.startswith(f"{bad}:{line}:{column}: ")
    assert "did you mean 'unclassified'?" in first
    assert rest[-1].startswith(f"{good}: ok")
    assert main(["check", gone, bad]) == 2
    shown = capsys.readouterr()
    assert first in shown.out
    assert f"{gone}: no such file or directory" in shown.err


def test_findings_count_only_where_they_are_asked_to(files, tmp_path, capsys):
    """Time alone makes the resurrected returning, which is no fault, but may be asked for."""
    assert main(["check", files[0]]) == 0
    finding, verdict = capsys.readouterr().out.splitlines()
    assert ": finding: segment[2].when: time alone raises 'resurrected'" in finding
    assert verdict.endswith(" · 1 finding")
    assert main(["check", "--strict", files[0]]) == 1
    plain = tmp_path / "plain.toml"
    plain.write_text(clm.templates["five-stage"].to_toml(), encoding="utf-8")
    assert main(["check", "--strict", str(plain)]) == 0


def test_check_speaks_to_machines(files, capsys):
    """A JSON list, and annotations that GitHub shows beside the lines."""
    assert main(["check", "--format", "json", *files]) == 2
    rows = json.loads(capsys.readouterr().out)
    faults = [row for row in rows if row["kind"] != "finding"]
    assert [row["file"] for row in faults] == [files[1], files[1], files[2]]
    assert [row["kind"] for row in faults] == ["fault", "fault", "unreadable"]
    assert main(["check", "--format", "github", files[1]]) == 1
    errors = [line for line in capsys.readouterr().out.splitlines() if line.startswith("::error ")]
    assert len(errors) == 2
    assert f"line={faults[0]['line']},col={faults[0]['column']}" in errors[0]


def test_check_prints_the_schema(capsys):
    """What editors complete by; without a file and without that there is nothing to do."""
    assert main(["check", "--schema"]) == 0
    assert json.loads(capsys.readouterr().out)["properties"]["schema"]["const"] == 1
    with pytest.raises(SystemExit) as stop:
        main(["check"])
    assert stop.value.code == 2


def test_a_terminal_that_knows_few_signs_ends_no_command(files):
    """What it cannot show is escaped."""
    done = subprocess.run(  # noqa: S603  # our own command
        [sys.executable, "-m", "clm", "check", files[1]],
        env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
    assert rb"\u2192 did you mean 'unclassified'?" in done.stdout
    assert done.stderr == b""


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
