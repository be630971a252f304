"""The face of the library: every name is there, none by accident, and none before it is used."""

import subprocess
import sys

import pytest

import clm

LOADED = """
import sys
before = set(sys.modules)
import clm
dir(clm), clm.__all__, clm.__version__
print(*sorted(set(sys.modules) - before))
"""
HEAVY = (
    "pandas",
    "polars",
    "pyarrow",
    "narwhals",
    "duckdb",
    "scipy",
    "hypothesis",
    "plotly",
    "sqlalchemy",
)


def test_all_names_are_sorted_and_visible():
    """Classes first, as Python sorts, and nothing else can be seen."""
    assert [*clm.__all__] == sorted(clm.__all__)
    assert {*dir(clm)} == {*clm.__all__, "__version__"}


@pytest.mark.parametrize("name", clm.__all__)
def test_every_name_can_be_loaded(name):
    """And is the same thing every time."""
    assert getattr(clm, name) is getattr(clm, name)


def test_a_name_that_is_not_there_is_not_there():
    """As of any module."""
    with pytest.raises(AttributeError, match="module 'clm' has no attribute 'snapshots'"):
        _ = clm.snapshots


def test_no_callable_shares_the_name_of_a_submodule():
    """`clm.snapshot` is the function, whatever was imported before."""
    import clm.analysis.snapshot.snapshot
    import clm.lifecycle.registry

    assert callable(clm.snapshot)
    assert clm.templates["five-stage"].key == "five-stage"


def fresh(code):
    """Run some code in a Python of its own."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    return done.stdout.split()


def test_importing_the_library_loads_nothing():
    """Neither its own rooms nor numpy; looking at its names does not either."""
    loaded = fresh(LOADED)
    assert [name for name in loaded if name.partition(".")[0] == "clm"] == ["clm"]
    assert not {name.partition(".")[0] for name in loaded} & {"numpy", "attrs", "attr", *HEAVY}


def test_using_the_library_loads_attrs_and_numpy_and_nothing_else():
    """A snapshot needs no dataframe library."""
    code = f"""
import sys
import clm
ledger = clm.Ledger.from_columns(customer=[1], when=["2024-01-01"], amount=[1], currency="EUR")
clm.snapshot(ledger, "exponea-14", as_of="2024-01-01").columns()
print(*(name for name in {HEAVY} if name in sys.modules))
"""
    assert fresh(code) == []


def test_clm_value_loads_its_names_one_by_one():
    """Importing it loads neither numpy nor any room of its own."""
    code = "import sys; import clm.value; print(*(name for name in sys.modules if 'clm' in name))"
    assert fresh(code) == ["clm", "clm._lazy", "clm.value"]
    for name in clm.value.__all__:
        assert getattr(clm.value, name) is getattr(clm.value, name)
    assert [*clm.value.__all__] == dir(clm.value)
    with pytest.raises(AttributeError, match="module 'clm.value' has no attribute 'fit'"):
        _ = clm.value.fit


def test_value_is_told_without_scipy_until_something_is_fitted():
    """Models whose parameters are known need numpy alone."""
    code = f"""
import sys
import clm
ann = clm.value.RfmSummary.from_columns(unit="week", frequency=[2], recency=[30], T=[39])
model = clm.value.BgNbd(unit="week", r=0.243, alpha=4.414, a=0.793, b=2.426)
model.expected_purchases(39, ann), model.purchase_probabilities(39), model.to_json()
print(*(name for name in {HEAVY} if name in sys.modules))
clm.value.RfmSummary.from_columns
"""
    assert fresh(code) == []
