"""Which template is meant."""

import pytest

import clm
from clm.errors import TemplateError, UnknownNameError
from clm.lifecycle.chosen import fitted_before, template_faults, template_of

LEDGER = clm.Ledger.from_columns(
    customer=[1, 2], when=["2024-05-01", "2024-05-03"], amount=[9, 5], currency="EUR"
)
FITTED = clm.snapshot(LEDGER, "rfm-11", as_of="2024-05-12").fitted


def test_by_key_by_itself_or_fitted():
    """All three lead to one template."""
    template = clm.templates["rfm-11"]
    assert template_of("rfm-11") is template_of(template) is template
    assert template_of(FITTED) is FITTED.template
    assert not any(map(template_faults, ("rfm-11", template, FITTED)))
    with pytest.raises(UnknownNameError):
        template_of("rfm-12")


def test_a_scale_that_is_known():
    """Given, or there; two of them only if they are one."""
    assert fitted_before("rfm-11", None) is None
    assert fitted_before(FITTED, None) is fitted_before(FITTED, FITTED.scale) is FITTED
    assert fitted_before("rfm-11", FITTED.scale).scale == FITTED.scale
    other = clm.snapshot(LEDGER, "rfm-11", as_of="2024-05-01").scale
    with pytest.raises(TemplateError, match="fitted already"):
        fitted_before(FITTED, other)
