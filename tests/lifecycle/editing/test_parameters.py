"""Other values of parameters, and what does not fit with them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import clm
from asking import examples
from clm.errors import ClmError, TemplateError, UnknownNameError
from clm.lifecycle.editing.parameters import checked, explained

FIVE = clm.templates["five-stage"]
DAYS = st.integers(-10, 400) | st.just("unlimited")


def wheres(error):
    return [fault.where for fault in error.faults]


@examples(60)
@given(DAYS, DAYS)
def test_values_that_do_not_fit_are_named_in_every_fault_and_the_places_are_those_of_the_file(
    new, active
):
    """As the file with these numbers would say, and with which numbers besides."""
    values = {"new_customer_days": new, "active_days": active}
    text = FIVE.to_toml()
    for name, value in values.items():
        written = f'"{value}"' if isinstance(value, str) else value
        text = text.replace(f"\n{name} = {FIVE.parameters[name]}\n", f"\n{name} = {written}\n")
    try:
        by_file = clm.Template.from_toml(text)
    except TemplateError as error:
        by_file = error
    if isinstance(by_file, clm.Template):
        assert FIVE.with_parameters(**values) == by_file
        return
    with pytest.raises(TemplateError) as caught:
        FIVE.with_parameters(**values)
    assert wheres(caught.value) == wheres(by_file)
    named = f"with new_customer_days = {new}, active_days = {active}: "
    for fault, plain in zip(caught.value.faults, by_file.faults, strict=True):
        assert fault.what == named + plain.what
        assert fault.mend == f"give other values; or in the template: {plain.mend}"


def test_only_the_values_that_were_given_are_named():
    with pytest.raises(TemplateError) as caught:
        FIVE.with_parameters(new_customer_days=180)
    (fault,) = caught.value.faults
    assert fault.where == "segment[4].when"
    assert fault.what.startswith("with new_customer_days = 180: 'one_time' is unreachable")
    assert fault.mend.startswith("give another value; or in the template: ")


def test_a_fault_without_a_mend_gets_one():
    (fault,) = explained(TemplateError.of("segment", "9 more"), {"days": None}).faults
    assert (fault.what, fault.mend) == ("with days = unlimited: 9 more", "give another value")


def test_without_values_nothing_changes():
    assert FIVE.with_parameters() == FIVE


def test_values_that_are_none_are_told_as_such_and_not_by_what_they_call_up():
    with pytest.raises(TemplateError) as caught:
        checked(FIVE.definition, {"active_day": 3, "active_days": None})
    assert wheres(caught.value) == ["parameters", "parameters.active_days"]
    with pytest.raises(UnknownNameError) as unknown:
        checked(FIVE.definition, {"active_day": 3, "b": 4})
    assert len(unknown.value.faults) == 2
    assert isinstance(unknown.value, ClmError)


def test_the_word_unlimited_is_read():
    assert checked(FIVE.definition, {"active_days": "unlimited"}) == {"active_days": None}
