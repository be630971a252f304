"""The command ``clm``: parse, call, print."""

import csv
import os
import sys
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from clm import __version__
from clm.analysis.snapshot.columns import missing_of
from clm.analysis.snapshot.snapshot import Snapshot
from clm.analysis.snapshot.taking import snapshot
from clm.analysis.transitions.transitions import transitions
from clm.command.check import check, status
from clm.command.remarks import FORMATS, as_json, github
from clm.demo import simulate
from clm.errors import ClmError, FileError, TemplateError
from clm.ledger.ledger import Ledger
from clm.lifecycle.document.schema import schema_text
from clm.lifecycle.registry import templates
from clm.lifecycle.template import Template
from clm.sources.csv_file import column_names
from clm.sources.orders import read_orders

_COLUMNS: Final = ("customer", "when", "amount", "amount_minor", "order", "channel", "row_id")

_EXAMPLES: Final = """examples:
  clm demo
  clm templates
  clm check my.toml
  clm segment orders.csv --currency EUR --as-of 2024-12-31 --template five-stage --out who.csv
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Parameters
    ----------
    arguments : sequence of str, optional
        Those of the process if left out.

    Returns
    -------
    int
        0, or 2 after an error, which is written to standard error; of ``check`` 1 if something
        is wrong.
    """
    asked = _parser().parse_args(arguments)
    adapt: Callable[..., None] | None = getattr(sys.stdout, "reconfigure", None)
    if adapt is not None:  # a code page without "→" shall not end the command
        adapt(errors="backslashreplace")
    try:
        found: int | None = asked.run(asked)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has seen enough, as in `clm demo | head`; nothing may be flushed at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (ClmError, OSError) as error:
        print(f"clm: {error}", file=sys.stderr)
        return 2
    else:
        return found or 0
    return 0


def _demo(asked: Namespace) -> None:
    """Show the whole way on a simulated shop."""
    ledger = simulate(customers=asked.customers, seed=asked.seed)
    print(ledger)
    snap = snapshot(ledger, _template(asked.template), as_of=asked.as_of or ledger.last_day)
    _present(ledger, snap, asked.out)
    moved = transitions(snapshot(ledger, snap.template, as_of=_month_before(snap)), snap)
    print("", repr(moved), repr(moved.causes()), "", repr(snap.horizon()), sep="\n")


def _month_before(snap: Snapshot) -> date:
    """Give a day thirty days before a snapshot's, if there are so many."""
    first = snap.ledger.first_day or snap.as_of
    return min(snap.as_of, date.fromordinal(max(first.toordinal(), snap.as_of.toordinal() - 30)))


def _segment(asked: Namespace) -> None:
    """Segment the customers of an order file."""
    named = {name: getattr(asked, name) for name in _COLUMNS}
    for name in set(column_names(asked.orders)) & named.keys():
        named[name] = named[name] or name
    if asked.amount_minor is not None and asked.amount is None:
        named["amount"] = None
    elif named["amount"] is None and named["amount_minor"] is None:
        named["amount"] = "amount"
    ledger = read_orders(
        asked.orders,
        **named,
        currency=asked.currency,
        timezone=asked.timezone,
        date_format=asked.date_format,
        missing_customer="drop" if asked.drop_missing else "refuse",
        match_refunds="exact" if asked.match_refunds else None,
    )
    print(ledger)
    _present(ledger, snapshot(ledger, _template(asked.template), as_of=asked.as_of), asked.out)


def _template(name: str) -> str | Template:
    """Take a key, or read the file of a template."""
    if not name.endswith(".toml"):
        return name
    (checked,) = check([name])
    if checked.template is None:
        kind = FileError if checked.unread else TemplateError
        raise kind(remark.fault for remark in checked.remarks)
    return checked.template


def _templates(asked: Namespace) -> None:
    """List the templates, or write one out."""
    if asked.key is not None:
        print(templates[asked.key].to_toml(), end="")
        return
    width = max(map(len, templates))
    for key in templates:
        print(f"{key:{width}}  {_title(key)}")
    for fault in templates.left_out:
        print(f"left out: {fault}")


def _title(key: str) -> str:
    """Give the title of a template, or say why its plug-in is broken."""
    try:
        return templates[key].title
    except ClmError as error:
        return f"broken: {'; '.join(map(str, error.faults))}"


def _check(asked: Namespace) -> int:
    """Check the files of templates, or print the schema that editors check them with."""
    if asked.schema:
        print(schema_text(), end="")
        return 0
    checked = check(asked.files)
    found = [remark for each in checked for remark in each.remarks]
    if asked.format == "text":
        for each in checked:
            shown = sys.stderr if each.unread else sys.stdout
            print(*each.lines, sep="\n", file=shown)
    elif asked.format == "json":
        print(as_json(found))
    elif found:
        print(github(found))
    return status(checked, ("fault", "finding") if asked.strict else ("fault",))


def _present(ledger: Ledger, snap: Snapshot, out: str | None) -> None:
    """Print the report, the snapshot and its summary; write the customers to a file."""
    print(ledger.report())
    print(snap)
    print()
    print(snap.summary())
    if out is not None:
        _write_csv(snap, Path(out))
        print(f"\n{len(snap):,} customers written to {out}")


def _write_csv(snap: Snapshot, path: Path) -> None:
    """Write a line for every customer; missing values are empty, money is in minor units."""
    columns = snap.columns()
    missing = missing_of(columns, snap.fitted)
    cells: list[list[object]] = []
    for name, column in columns.items():
        values = column.astype(object)
        values[missing.get(name, slice(0, 0))] = ""
        cells.append(values.tolist())
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(zip(*cells, strict=True))


def _parser() -> ArgumentParser:
    """Describe the command."""
    parser = ArgumentParser(
        prog="clm",
        description="Customer lifecycle management: where every customer stands.",
        epilog=_EXAMPLES,
        formatter_class=RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"clm {__version__}")
    commands = parser.add_subparsers(required=True, metavar="command")
    demo = commands.add_parser("demo", help="the whole way on a simulated shop")
    demo.add_argument("--customers", type=int, default=2_000, help="how many (default 2000)")
    demo.add_argument("--seed", type=int, default=7, help="another seed, another shop (default 7)")
    demo.add_argument("--as-of", help="day of the snapshot (default: the last)")
    _add_output(demo)
    demo.set_defaults(run=_demo)
    _describe_segment(commands.add_parser("segment", help="segment the customers of a CSV file"))
    _describe_check(commands.add_parser("check", help="say what is wrong in templates' files"))
    listing = commands.add_parser("templates", help="list the templates, or write one out as TOML")
    listing.add_argument("key", nargs="?", help="the template to write out")
    listing.set_defaults(run=_templates)
    return parser


def _describe_segment(parser: ArgumentParser) -> None:
    """Describe ``clm segment``."""
    parser.add_argument("orders", help="a CSV file with a head line, one order or line a row")
    parser.add_argument("--as-of", required=True, help="day of the snapshot, inclusive: 2024-12-31")
    parser.add_argument("--currency", required=True, help="ISO 4217 code: EUR")
    for name in _COLUMNS:
        default = name if name in {"customer", "when"} else None
        shown = f" (default {name}{'' if default or name == 'amount' else ', if there is one'})"
        flag = f"--{name.replace('_', '-')}"
        parser.add_argument(flag, default=default, metavar="COLUMN", help=f"column{shown}")
    parser.add_argument("--timezone", default="UTC", help="the shop's: Europe/Berlin (default UTC)")
    parser.add_argument("--date-format", help="how dates are written, if not ISO: %%d.%%m.%%Y")
    parser.add_argument("--drop-missing", action="store_true", help="drop rows without a customer")
    parser.add_argument("--match-refunds", action="store_true", help="attach refunds by amount")
    _add_output(parser)
    parser.set_defaults(run=_segment)


def _describe_check(parser: ArgumentParser) -> None:
    """Describe ``clm check``."""
    parser.epilog = "exit status: 0 nothing wrong, 1 something wrong, 2 a file cannot be read"
    asked = parser.add_mutually_exclusive_group(required=True)
    asked.add_argument("files", nargs="*", default=[], metavar="FILE", help="- is standard input")
    asked.add_argument("--schema", action="store_true", help="print the JSON Schema for editors")
    parser.add_argument("--format", choices=FORMATS, default="text", help="(default text)")
    parser.add_argument("--strict", action="store_true", help="findings are wrong, too")
    parser.set_defaults(run=_check)


def _add_output(parser: ArgumentParser) -> None:
    """Describe what both snapshots take."""
    parser.add_argument(
        "--template", default="exponea-14", help="a key, or a .toml file (default exponea-14)"
    )
    parser.add_argument("--out", help="write every customer with her segment to this CSV file")
