"""Errors carry their faults, survive pickling, and say what would have been right."""

import copy
import pickle
from time import perf_counter

import pytest

from clm import errors
from clm.errors import ClmError, ColumnError, Fault, MissingExtraError, UnknownNameError, unknown

TREE = {
    "ColumnError": ValueError,
    "LedgerError": ValueError,
    "CurrencyError": ValueError,
    "DayError": ValueError,
    "FeatureError": ValueError,
    "TemplateError": ValueError,
    "ConditionError": ValueError,
    "ScaleError": ValueError,
    "SnapshotError": ValueError,
    "FitError": ValueError,
    "FormatError": ValueError,
    "UnknownNameError": KeyError,
    "MissingExtraError": ImportError,
}
EXAMPLES = [
    *(getattr(errors, name).of("amount[2]", "NaN", "0") for name in list(TREE)[:11]),
    UnknownNameError("segment", "champoin", ["champion"], "loyl"),
    MissingExtraError("narwhals", "frames"),
]


@pytest.mark.parametrize(("name", "builtin"), TREE.items())
def test_every_error_is_a_clm_error_and_a_builtin_one(name, builtin):
    """Whoever catches the builtin catches ours, and the tree in the docstring is complete."""
    assert issubclass(getattr(errors, name), (ClmError, builtin))
    assert issubclass(getattr(errors, name), builtin)
    assert name in errors.__doc__


@pytest.mark.parametrize("error", EXAMPLES, ids=lambda error: type(error).__name__)
def test_errors_survive_pickling_and_copying_with_their_fields(error):
    """An error of a worker process arrives whole."""
    for again in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert type(again) is type(error)
        assert (str(again), again.faults, vars(again)) == (str(error), error.faults, vars(error))


def test_one_fault_is_one_line_and_several_are_a_list():
    """The count stands first, and so many are listed as can be read."""
    assert str(ColumnError.of("a", "b", "c")) == "a: b → c"
    assert str(Fault("", "b")) == "b"
    lines = str(ColumnError(Fault(str(row), "no") for row in range(23))).splitlines()
    assert (lines[0], lines[1], lines[-1]) == ("23 faults", "  0: no", "  … and 3 more")


@pytest.mark.parametrize(
    ("name", "known", "mend"),
    [
        ("retian", ["acquire", "retain"], "did you mean 'retain'?"),
        ("EURO", ["EUR", "USD"], "did you mean 'EUR'?"),
        ("eur", ["EUR", "USD"], "did you mean 'EUR'?"),
        (18536, [18535, 3], "did you mean 18535?"),
        ("xyz", ["ann", "bob"], "there are ann, bob"),
        ("xyz", [], ""),
        ("xyz", ["ann"] * 21, ""),
    ],
)
def test_the_nearest_names_are_offered(name, known, mend):
    """Letter case does not matter, and a short list is shown where nothing is near."""
    assert unknown("name", name, known).mend == mend


@pytest.mark.parametrize("name", ["x" * 10_000, ["a\nb"] * 1_000, range(10**9)])
def test_what_is_no_name_is_shown_in_part_and_on_one_line(name):
    """So that a table given for a name does not drown what is said of it."""
    fault = unknown("segment", name, ["champion", "loyal"])
    assert len(str(fault).splitlines()) == 1
    assert len(fault.what) < 100


def test_a_fault_is_one_line_whatever_it_quotes():
    """A dataframe, or a text of several lines."""
    fault = Fault("mapping", "1    2\ndtype: int64\x85is no mapping", "write {'a': 'b'}")
    assert str(fault) == "mapping: 1    2 dtype: int64 is no mapping → write {'a': 'b'}"
    assert str(Fault("", "")) == ""


def test_whatever_an_error_quotes_it_can_be_printed():
    error = UnknownNameError("segment", "\ud800", ["a\udfff"])
    assert str(error).encode("utf-8")
    assert str(Fault("a\ud800", "b", "c")) == "a\\ud800: b → c"


def test_among_very_many_names_near_ones_are_found_soon():
    """Letter by letter only those are compared that begin or end alike."""
    start = perf_counter()
    fault = unknown("customer", "ann-77x7", [f"ann-{n}" for n in range(4000)] + ["bob"] * 300_000)
    assert "'ann-777'" in fault.mend
    assert perf_counter() - start < 5


def test_all_unknown_names_are_named():
    """One error tells them all, and keeps them as fields."""
    error = UnknownNameError("customer", "an", ["ann", "bob"], "bb")
    assert (error.name, error.others, len(error.faults)) == ("an", ("bb",), 2)
    many = UnknownNameError("customer", *(0, ["ann"]), *range(1, 100))
    assert len(many.faults) == 100
