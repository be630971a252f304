"""Random templates give random customers exactly the segment that the oracle gives them."""

from datetime import date, timedelta
from random import Random

import pytest

import clm
from asking import THOROUGH, by_customer
from clm.errors import ScaleError, TemplateError
from nasty import interesting_days, nasty
from oracle import Reading
from random_templates import Maker, toml

SEEDS = range(160 * THOROUGH)
BATCH = 40


def proved(document):
    """Make the template, without the segments that nobody can reach, which are refused."""
    while document["segment"]:
        try:
            return clm.Template.from_toml(toml(document)), document
        except TemplateError as error:
            faults = error.faults
        assert all("is unreachable: " in fault.what for fault in faults)
        alone = {fault.where for fault in faults}
        kept = [
            segment
            for at, segment in enumerate(document["segment"])
            if f"segment[{at}].when" not in alone
        ]
        assert len(kept) == len(document["segment"]) - len(faults)
        document = {**document, "segment": kept}
    return None, document


def told(snap, reading):
    """Give everybody's segment by the library and by the oracle."""
    return by_customer(snap, "segment"), {who: key for who, (key, _) in reading.places().items()}


def cuttable(oracle, document, day):
    """Whether there are gaps between orders, where a score of somebody is cut by them."""
    by_gaps = any(each.get("cuts") == "gaps" for each in document["scores"].values())
    bought = any(value is not None for value in oracle.features("recency", day).values())
    return not by_gaps or not bought or bool(oracle.gaps(day))


@pytest.mark.parametrize("start", SEEDS[::BATCH])
def test_everybody_has_the_segment_of_the_oracle(start):
    """By windows, channels, kinds, money, scores with free and fixed cuts, codes and extras."""
    for seed in range(start, start + BATCH):
        shop, dice = nasty(seed), Random(seed)
        template, document = proved(Maker(seed, shop.currency).document())
        if template is None:
            continue
        assert clm.Template.from_toml(template.to_toml()) == template
        ledger, oracle = shop.ledger(), shop.oracle()
        for day in dice.sample(interesting_days(shop), 3):
            people = sorted(oracle.population(day), key=str)
            nps = {who: dice.randint(-2, 3) for who in people if dice.random() < 0.7}
            extra = {"nps": nps} if document["extra"] else {}
            if not cuttable(oracle, document, day):
                with pytest.raises(ScaleError, match="no gaps to cut at"):
                    clm.snapshot(ledger, template, as_of=day, extra=extra)
                continue
            snap = clm.snapshot(ledger, template, as_of=day, extra=extra)
            ours, theirs = told(snap, Reading(oracle, document, day, extra=extra))
            assert (seed, day, ours) == (seed, day, theirs)
            assert not {*ours.values()} & {*snap.unreachable}


@pytest.mark.parametrize("size", [250, 251, 254, 255, 256, 257])
def test_numbers_of_segments_pass_the_ends_of_a_byte(size):
    """Everybody is where she belongs, and the two places behind the segments are there too."""
    segments = [{"key": f"k{at}", "stage": "all", "when": f"recency == {at}"} for at in range(size)]
    head = {"schema": 1, "key": "mine", "unclassified": "rest", "stage": [{"key": "all"}]}
    template = clm.Template.from_toml(toml({**head, "segment": segments}))
    today = date(2024, 12, 31)
    ages = [*range(size), size + 7]
    ledger = clm.Ledger.from_columns(
        customer=ages,
        when=[today - timedelta(days=age) for age in ages],
        amount=[1] * len(ages),
        currency="EUR",
    )
    segments = by_customer(clm.snapshot(ledger, template, as_of=today), "segment")
    assert segments == {age: f"k{age}" if age < size else "rest" for age in ages}
