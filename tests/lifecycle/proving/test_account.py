"""The proof as text, as tables and as plain values."""

import json
from html.parser import HTMLParser

import pytest

from clm.lifecycle.cells.rule import Rule
from clm.lifecycle.conditions.condition import Vocabulary, parse
from clm.lifecycle.proving.proof import prove
from clm.lifecycle.registry import templates


@pytest.mark.parametrize("key", list(templates))
def test_the_dict_is_json_and_says_everything(key):
    template = templates[key]
    said = template.proof.to_dict()
    assert json.loads(json.dumps(said)) == said
    assert list(said["segments"]) == [each.key for each in template.segments]
    assert sum(each["cells"] for each in said["segments"].values()) == said["feasible"]
    assert said["cells"] == template.proof.grid.cells
    sizes = [len(levels) for levels in said["axes"].values()]
    assert tuple(sizes) == template.proof.grid.shape
    assert [each["what"] for each in said["findings"]] == [
        each.what for each in template.proof.findings
    ]


def test_nothing_of_the_dict_is_shared():
    proof = templates["rfm-11"].proof
    proof.to_dict()["segments"].clear()
    proof.to_dict()["axes"]["r"].clear()
    assert proof.to_dict()["segments"]
    assert proof.to_dict()["axes"]["r"]


@pytest.mark.parametrize("key", list(templates))
def test_the_text_tells_axes_segments_and_findings(key):
    proof = templates[key].proof
    text = proof.text()
    assert all(axis.name in text for axis in proof.grid.axes)
    assert all(who in text for who in proof.who_in_cells.values())
    assert all(str(finding) in text for finding in proof.findings)
    assert ("Findings" in text) == bool(proof.findings)
    assert ("Precedences" in text) == bool(proof.precedences)


def test_axes_are_told_level_by_level():
    axes = templates["five-stage"].proof.to_dict()["axes"]
    assert axes["tenure"] == ["missing", "≤ 30", "≥ 31"]
    assert axes["orders"] == ["0", "1", "≥ 2"]


def test_precedences_are_told():
    said = templates["five-stage"].proof.to_dict()["precedences"]
    assert {"segment": "advocate", "before": "retained"} in [
        {"segment": each["segment"], "before": each["before"]} for each in said
    ]


class Reader(HTMLParser):
    """Tags that are open, and the text."""

    def __init__(self):
        super().__init__()
        self.open, self.words = [], []

    def handle_starttag(self, tag, _attrs):
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)


@pytest.mark.parametrize("key", list(templates))
def test_the_page_is_well_formed_and_escaped(key):
    proof = templates[key].proof
    reader = Reader()
    reader.feed(proof.to_html())
    reader.close()
    assert not reader.open
    assert set(proof.who_in_cells.values()) <= set(reader.words)
    assert proof._repr_html_() == proof.to_html()


def test_faults_and_what_is_undecided_are_told():
    words = Vocabulary()
    proof = prove([Rule("one", parse("orders == 1", words, "when"))], words, None, None)
    assert proof.faults
    assert "Faults" in proof.text()
    assert str(proof.faults[0]) in proof.text()
    assert proof.to_dict()["faults"][0]["mend"] == proof.faults[0].mend
    assert "Faults" in proof.to_html()


def test_what_is_doubtful_is_told(monkeypatch):
    from clm.lifecycle.findings import odd

    monkeypatch.setattr(odd, "SEARCHES", 0)
    case = templates["rfm-11"].proof.case
    proof = prove(case.rules, case.vocabulary, "no_order", None)
    assert proof.doubtful == 43
    assert "Doubtful: 43 cells would be a finding" in proof.text()
    assert "Doubtful: 43 cells" in proof.to_html()
