"""What the pages on moves and refitting say of CDNOW is reckoned once more, row by row."""

from bisect import bisect_left
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path

from asking import DOCUMENTS
from oracle import cut_points, score
from real_shops import cdnow

DOCS = Path(__file__).parents[1] / "docs"
ENDS = [date(1997, month, day) for month, day in ((3, 31), (4, 30), (5, 31), (6, 30))]
ENDS += [date(1997, month, day) for month, day in ((7, 31), (8, 31), (9, 30), (10, 31))]
ENDS += [date(1997, 11, 30), date(1997, 12, 31), date(1998, 1, 31), date(1998, 2, 28)]
ENDS += [date(1998, 3, 31), date(1998, 4, 30), date(1998, 5, 31), date(1998, 6, 30)]


@cache
def people():
    """Gather everybody's order days and running money, in cents."""
    rows = {}
    for who, day, amount in zip(*cdnow().values(), strict=True):
        rows.setdefault(who, []).append((date.fromisoformat(day), round(float(amount) * 100)))
    return {who: sorted(orders) for who, orders in rows.items()}


@cache
def values(known, day):
    """Give everybody's recency, orders, money and tenure on a day, by the orders known before."""
    found = {}
    for who, orders in people().items():
        seen = orders[: bisect_left(orders, (known, 10**9))]
        net = sum(cents for _, cents in seen)
        found[who] = ((day - seen[-1][0]).days, len(seen), net, (day - seen[0][0]).days)
    return found


@cache
def scales(day):
    """Cut recency, orders and money into fifths."""
    columns = zip(*values(day, day).values(), strict=True)
    return tuple(tuple(cut_points(column, 5)) for column, _ in zip(columns, "rfm", strict=False))


@cache
def table():
    """Read the segment of each code, of buyers, off the file of the template."""
    found = {}
    for segment in DOCUMENTS["exponea-14"]["segment"]:
        for code in segment["when"].replace("(", " ").replace(")", " ").replace(",", " ").split():
            if code.isdigit() and len(code) == 3:
                found.setdefault(int(code), segment["key"])
    return found


def stand(known, day, ruler):
    """Give everybody's segment by the fifths of some day."""
    found = {}
    for who, (recency, orders, money, tenure) in values(known, day).items():
        digits = (
            score(recency, ruler[0], 5, "low"),
            score(orders, ruler[1], 5),
            score(money, ruler[2], 5),
        )
        code = int("".join(map(str, digits)))
        found[who] = "new_customer" if orders == 1 and tenure <= 60 else table()[code]
    return found


def moved(before, after):
    """Count those who are elsewhere."""
    return sum(before[who] != after[who] for who in before)


def reckoned(refit):
    """Sum up the steps of all months, and the moves that are seen."""
    ageing = behaviour = refits = seen = 0
    for day, after in pairwise(ENDS):
        old, new = (scales(day), scales(after)) if refit else (scales(ENDS[0]),) * 2
        steps = [
            stand(day, day, old),
            stand(day, after, old),
            stand(after, after, old),
            stand(after, after, new),
        ]
        ageing += moved(*steps[:2])
        behaviour += moved(*steps[1:3])
        refits += moved(*steps[2:])
        seen += moved(steps[0], steps[-1])
    steps = {"late_data": 0, "ageing": ageing, "behaviour": behaviour, "refit": refits}
    return str((steps | {"template": 0}, seen))


def test_the_plain_table_has_every_code():
    """Each of the 125 once."""
    assert len(table()) == 125


def test_the_sums_of_causes_are_so():
    """With cuts made anew and with cuts that are kept."""
    page = (DOCS / "refitting.md").read_text(encoding="utf-8")
    assert f">>> summed(refitted)\n{reckoned(refit=True)}\n" in page
    assert f">>> summed(frozen)\n{reckoned(refit=False)}\n" in page


def test_rises_without_an_order_are_so():
    """In January 1998, by ranks alone."""
    before, after = ENDS[9:11]
    ranks = {each["key"]: each["rank"] for each in DOCUMENTS["exponea-14"]["segment"]}
    was, now = (stand(day, day, scales(day)) for day in (before, after))
    risen = [who for who in was if ranks[now[who]] > ranks[was[who]]]
    silent = [who for who in risen if values(after, after)[who][0] >= (after - before).days]
    page = (DOCS / "transitions.md").read_text(encoding="utf-8")
    assert f"{len(silent)} of the {len(risen)} customers who came to a higher rank" in page
