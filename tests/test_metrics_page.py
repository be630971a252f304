"""The table of metrics on their page is the catalogue."""

from pathlib import Path

import clm

PAGE = Path(__file__).parents[1] / "docs" / "metrics.md"


def test_every_metric_stands_on_the_page_with_its_formula_and_source():
    table = PAGE.read_text("utf-8").split("| metric |")[1].split("\n\n")[0]
    rows = {line.split("`")[1]: line for line in table.splitlines()[2:]}
    assert [*rows] == [*clm.catalogue]
    for key, metric in clm.catalogue.items():
        assert metric.formula in rows[key]
        assert rows[key].endswith(f"| {metric.source} |")
        assert metric.window in rows[key] or metric.window == "the period"
