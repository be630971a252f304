"""Two real shops: CDNOW from the lifetimes wheel, and Online Retail where its file is at hand."""

import csv
import gzip
from functools import cache
from importlib.metadata import files
from pathlib import Path

import pytest

import clm
from oracle import Shop

SHARED = Path(__file__).parents[2] / "shared"
TABLES = SHARED / "tables"
INVOICES = SHARED / "data" / "online_retail_invoices.csv.gz"


@cache
def cdnow():
    """Read the orders of CDNOW; the package itself is not imported."""
    (file,) = (each for each in files("lifetimes") or () if each.name == "CDNOW_master.txt")
    rows = [line.split() for line in file.locate().read_text("ascii").splitlines()[1:] if line]
    return {
        "customer": [customer for customer, *_ in rows],
        "when": [f"{day[:4]}-{day[4:6]}-{day[6:]}" for _, day, *_ in rows],
        "amount": [dollars for *_, dollars in rows],
    }


@cache
def online_retail():
    """Read the invoices of Online Retail; cancellations are negative and name no order."""
    if not INVOICES.exists():
        pytest.skip("the invoices of Online Retail are not beside this checkout")
    with gzip.open(INVOICES, "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {
        "customer": [int(row["CustomerID"]) for row in rows],
        "when": [row["time"] for row in rows],
        "amount_minor": [int(row["cents"]) for row in rows],
        "order": [row["InvoiceNo"] for row in rows],
    }


@cache
def told(shop, currency, timezone="UTC", match_refunds=None):
    """Tell a shop to the oracle and to the library."""
    oracle = Shop(currency, timezone, match_refunds)
    oracle.orders(**shop())
    ledger = clm.Ledger.from_columns(
        **shop(), currency=currency, timezone=timezone, match_refunds=match_refunds
    )
    return oracle, ledger
