"""A template is proved when it is made: total, disjoint or declared, every segment reachable."""

import copy
import json
import pickle

import numpy as np
import pytest
from attrs.exceptions import FrozenInstanceError

import clm
from clm.errors import SnapshotError, TemplateError, UnknownNameError
from clm.lifecycle.registry import templates
from clm.lifecycle.stage import Segment
from clm.lifecycle.template import Template
from real_shops import TABLES

HEAD = """
schema = 1
key = "mine"
[scores]
r = { of = "recency", best = "low" }
f = { of = "orders" }
m = { of = "monetary" }
[codes]
rfm = ["r", "f", "m"]
[[stage]]
key = "all"
"""


def written(segments, head=HEAD):
    """A template of one stage from pairs of key and condition."""
    rows = (
        f'[[segment]]\nkey = "{key}"\nstage = "all"\nwhen = "{when}"\n'
        for key, when in segments.items()
    )
    return head + "".join(rows)


def faults(text):
    with pytest.raises(TemplateError) as caught:
        Template.from_toml(text)
    return caught.value.faults


def cells(codes):
    return f"rfm in ({', '.join(sorted(codes))},)"


# --- proof ---------------------------------------------------------------------------------------


def test_a_gap_is_refused_where_it_stands():
    found = faults(written({"few": "orders <= 3", "many": "orders >= 5"}))
    assert len(found) == 1
    assert "gap" in str(found[0])
    assert "4" in str(found[0])


def test_an_unclassified_segment_closes_gaps():
    text = HEAD.replace('key = "mine"', 'key = "mine"\nunclassified = "rest"')
    template = Template.from_toml(written({"few": "orders <= 3", "many": "orders >= 5"}, text))
    assert template.segment("rest") == Segment("rest", stage="", rank=0)


def test_an_overlap_is_refused_with_both_names():
    (fault,) = faults(written({"few": "orders <= 3", "many": "orders >= 3"}))
    assert "overlap" in str(fault)
    assert "few" in str(fault)
    assert "many" in str(fault)


def test_a_declared_precedence_is_no_overlap():
    text = written({"few": "orders <= 3", "many": "orders >= 3"})
    text = text.replace('when = "orders <= 3"', 'when = "orders <= 3"\ntakes_precedence = true')
    assert [each.key for each in Template.from_toml(text).segments] == ["few", "many"]


def test_a_segment_that_nobody_can_reach_is_refused():
    found = faults(written({"all": "orders >= 0", "none": "orders == 1 and order_days == 2"}))
    assert [fault.where for fault in found] == ["segment[1].when"]
    assert "'none'" in found[0].what


def test_proof_waits_until_everything_can_be_read():
    found = faults(written({"few": "orders <= 3", "many": "ordrs >= 5"}))
    assert [fault.where for fault in found] == ["segment[1].when, character 1"]


def test_a_cell_that_stands_in_two_segments_is_named():
    hibernating = {"332", "251", "241", "231"}
    sleeping = {"331", "251", "241", "231"}
    head = HEAD.replace('key = "mine"', 'key = "mine"\nunclassified = "rest"')
    text = written({"hibernating": cells(hibernating), "about_to_sleep": cells(sleeping)}, head)
    told = " ".join(map(str, faults(text)))
    assert "hibernating" in told
    assert "about_to_sleep" in told
    for cell in ("251", "241", "231"):
        assert cell in told


def shared(name):
    path = TABLES / name
    if not path.exists():
        pytest.skip("the published tables are not beside this checkout")
    return json.loads(path.read_text(encoding="utf-8"))


def published(table):
    head = HEAD.replace('key = "mine"', 'key = "mine"\nunclassified = "rest"')
    return written({key: cells(codes) for key, codes in table.items() if codes}, head)


def test_published_table_c_lists_cells_twice_and_is_refused():
    table = shared("rfm125.json")["C"]
    told = " ".join(map(str, faults(published({k: v.split() for k, v in table["cells"].items()}))))
    for cell in table["doubled"]:
        assert cell in told


def putler(ranges):
    """Cells per segment: r and the mean of f and m lie within the closed ranges."""
    every = [(r, f, m) for r in range(1, 6) for f in range(1, 6) for m in range(1, 6)]
    return {
        row["segment"]: {
            f"{r}{f}{m}"
            for r, f, m in every
            if row["r"][0] <= r <= row["r"][1]
            and 2 * row["fm_mean"][0] <= f + m <= 2 * row["fm_mean"][1]
        }
        for row in ranges
    }


def test_published_ranges_of_putler_overlap_and_are_refused():
    table = putler(shared("rfm125.json")["putler"]["ranges"])
    owners = {}
    for segment, codes in table.items():
        for code in codes:
            owners.setdefault(code, []).append(segment)
    doubled = {code: segments for code, segments in owners.items() if len(segments) > 1}
    assert len(doubled) == 76
    found = faults(published(table))
    told = " ".join(map(str, found))
    for segment in {segment for segments in doubled.values() for segment in segments}:
        assert segment in told
    for code in doubled:
        assert code in told


# --- parameters ----------------------------------------------------------------------------------


def test_other_parameters_give_another_template():
    template = templates["exponea-14"]
    longer = template.with_parameters(new_customer_days=90)
    assert longer.parameters == {"new_customer_days": 90}
    assert template.parameters == {"new_customer_days": 60}
    assert longer.fingerprint != template.fingerprint
    assert longer.with_parameters(new_customer_days=60) == template


def test_unlimited_is_written_out():
    template = templates["exponea-14"].with_parameters(new_customer_days="unlimited")
    assert template.parameters["new_customer_days"] == "unlimited"
    assert 'new_customer_days = "unlimited"' in template.to_toml()
    assert Template.from_toml(template.to_toml()) == template


def test_an_unknown_parameter_is_refused_with_the_nearest():
    with pytest.raises(UnknownNameError, match="'new_customer_days'"):
        templates["exponea-14"].with_parameters(new_customers_days=90)


@pytest.mark.parametrize("value", ["ever", 1.5, True, -(10**15)])
def test_a_value_that_is_no_parameter_is_refused(value):
    with pytest.raises(TemplateError, match=r"parameters\.new_customer_days"):
        templates["exponea-14"].with_parameters(new_customer_days=value)


# --- a value -------------------------------------------------------------------------------------


def test_a_template_is_a_value():
    template = templates["five-stage"]
    for twin in (pickle.loads(pickle.dumps(template)), copy.deepcopy(template)):
        assert twin == template
        assert hash(twin) == hash(template)
        assert twin.fingerprint == template.fingerprint
    with pytest.raises(FrozenInstanceError):
        template.key = "mine"


@pytest.mark.parametrize("key", ["five-stage", "rfm-11"])
def test_a_proof_pickles_with_all_that_it_tells(key):
    """Before it was asked for anything, and after."""
    proof = clm.Template.from_toml(clm.templates[key].to_toml()).proof
    fresh = pickle.loads(pickle.dumps(proof))
    told = proof.to_dict()
    for twin in (fresh, pickle.loads(pickle.dumps(proof)), copy.deepcopy(proof)):
        assert twin.to_dict() == told
        assert twin.who_in_cells == proof.who_in_cells
        assert (repr(twin), twin.keys) == (repr(proof), proof.keys)
        assert {key: str(each) for key, each in twin.witnesses.items()} == {
            key: str(each) for key, each in proof.witnesses.items()
        }


def test_the_unclassified_segment_is_the_last():
    last = templates["five-stage"].segments[-1]
    assert (last.key, last.stage, last.rank, last.when) == ("outside", "", 0, "")


def test_segments_and_stages_are_looked_up_with_the_nearest_names():
    template = templates["exponea-14"]
    assert template.segment("champion").stage == "appreciate"
    assert template.stage("retain").next == ("grow",)
    with pytest.raises(UnknownNameError, match="'champion'"):
        template.segment("champoin")
    with pytest.raises(UnknownNameError, match="'retain'"):
        template.stage("retian")


def test_a_template_shows_its_segments_by_stage():
    lines = repr(templates["exponea-14"]).splitlines()
    assert lines[0].startswith("<Template exponea-14 · 14 segments · 5 stages · ")
    assert lines[4].split() == ["appreciate", "loyal,", "champion"]
    assert lines[-1].split() == ["parameters", "new_customer_days", "=", "60"]
    assert len(lines) <= 12


def test_all_values_that_are_no_parameters_are_told_at_once():
    """Each once, and nothing of what would follow from them."""
    five = clm.templates["five-stage"]
    with pytest.raises(TemplateError) as caught:
        five.with_parameters(nope=3, active_days="x", new_customer_days=1.5)
    assert [fault.where for fault in caught.value.faults] == [
        "parameters",
        "parameters.active_days",
        "parameters.new_customer_days",
    ]
    assert five.with_parameters(active_days=np.int64(365)).parameters["active_days"] == 365
    with pytest.raises(UnknownNameError):
        five.with_parameters(self=4)


@pytest.mark.parametrize("key", [float("nan"), None, 5, ["a"]])
def test_what_only_reads_like_a_key_is_none(key):
    """Its text alone does not make it one."""
    with pytest.raises(TemplateError):
        clm.templates["five-stage"].rename({"awareness": key})


@pytest.mark.parametrize("key", [[], {}, None, 5, np.array(["lead"])], ids=repr)
def test_what_is_no_name_is_no_segment_and_no_stage(key):
    """Whatever it is, the names there are, are told."""
    five = clm.templates["five-stage"]
    for look_up in (five.segment, five.stage):
        with pytest.raises(UnknownNameError, match=r"no (segment|stage)"):
            look_up(key)


@pytest.mark.parametrize("other", [None, 5, "key = 1", {}])
def test_a_template_is_made_of_a_definition_alone(other):
    """A text is read by `from_toml`."""
    with pytest.raises(TemplateError, match="is no definition → read a file with"):
        clm.Template(other)


@pytest.mark.parametrize("other", [None, 5, "rfm-11", {}])
def test_people_come_as_a_table_of_features(other):
    """Nothing else can be fitted on or segmented."""
    with pytest.raises(SnapshotError, match=r"is no table of features → make one with"):
        clm.templates["rfm-11"].fit(other)
