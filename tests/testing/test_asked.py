"""What is asked is told apart from what makes no sense."""

import pytest

import clm
from clm.errors import ScaleError, TemplateError, UnknownNameError
from clm.testing.asked import as_subject, as_template, asked_faults, template_of

RFM = clm.templates["rfm-11"]
CUTS = {"r": [1, 2, 3, 4], "f": [1, 2, 3, 4], "m": [1, 2, 3, 4]}
SCALE = clm.Scale.fixed(CUTS, currency="EUR")


def test_keys_and_scales_make_a_subject():
    assert as_template("rfm-11") is as_subject("rfm-11") is RFM
    fitted = as_subject("rfm-11", SCALE)
    assert (fitted.template, fitted.scale) == (RFM, SCALE)
    assert as_subject(fitted) is fitted
    assert template_of(fitted) is template_of(RFM) is RFM


@pytest.mark.parametrize("wrong", [None, 5, ["rfm-11"]])
def test_anything_else_is_no_template(wrong):
    with pytest.raises(TemplateError, match="is no template"):
        as_template(wrong)
    with pytest.raises(UnknownNameError):
        as_template("rfm-12")


def test_a_scale_of_other_scores_is_refused():
    other = clm.Scale.fixed({"f": [1]})
    with pytest.raises(ScaleError):
        as_subject(RFM, other)


def test_every_fault_is_told():
    found = [fault.where for fault in asked_faults(None, True, "x", 7)]
    assert found == ["template", "scale", "examples", "seed"]
    fitted = as_subject(RFM, SCALE)
    assert not [*asked_faults(fitted, 1, 0)]
    assert [fault.where for fault in asked_faults(fitted, 1, 0, SCALE)] == ["scale"]
