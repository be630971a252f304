"""Other values of parameters: read, and named in whatever does not fit with them."""

from collections.abc import Mapping
from typing import Any

from attrs import evolve

from clm.errors import TemplateError, UnknownNameError, unknown
from clm.lifecycle.conditions.tree import UNLIMITED
from clm.lifecycle.definition import Definition, parameter_value
from clm.lifecycle.names import parameter_faults

Values = Mapping[str, int | None]


def checked(definition: Definition, values: Mapping[str, Any]) -> Values:
    """Read the values that are given; None stands for "unlimited".

    Raises
    ------
    UnknownNameError
        There are no such parameters.
    TemplateError
        Values that are none, and with them the parameters that there are not.

    Examples
    --------
    >>> from clm.lifecycle.registry import templates
    >>> checked(templates["five-stage"].definition, {"active_days": "unlimited"})
    {'active_days': None}
    """
    known = definition.parameters
    strangers = [name for name in values if name not in known]
    given = {name: parameter_value(each) for name, each in values.items()}
    faults = [*parameter_faults({name: given[name] for name in given if name in known})]
    if faults:
        where = "parameters"
        raise TemplateError(
            [*(unknown("parameter", name, known, where) for name in strangers), *faults]
        )
    if strangers:
        raise UnknownNameError("parameter", strangers[0], known, *strangers[1:])
    return given


def explained(error: TemplateError, values: Values) -> TemplateError:
    """Say of every fault with which values it comes; the caller wrote nothing else.

    Examples
    --------
    >>> fault = TemplateError.of("stage[1].when", "'b' is unreachable", "drop it")
    >>> print(explained(fault, {"days": 9, "most": None}))
    stage[1].when: with days = 9, most = unlimited: 'b' is unreachable → give other values; or ...
    """
    told = ", ".join(f"{name} = {UNLIMITED if n is None else n}" for name, n in values.items())
    other = "give another value" if len(values) == 1 else "give other values"
    return TemplateError(
        evolve(
            fault,
            what=f"with {told}: {fault.what}",
            mend=f"{other}; or in the template: {fault.mend}" if fault.mend else other,
        )
        for fault in error.faults
    )
