"""The kit for authors of templates: laws that every template keeps, and strategies to try them on.

    >>> import clm
    >>> clm.testing.check_template("clm-14", examples=5)
    <Checked clm-14 · keeps 24 laws · 5 examples each>

It needs hypothesis: ``pip install 'clm[testing]'``.
"""

from importlib.util import find_spec

from clm.errors import MissingExtraError

if find_spec("hypothesis") is None:
    raise MissingExtraError("hypothesis", "testing")

from clm.testing.case import Case
from clm.testing.check import Checked, check_template
from clm.testing.law import Law
from clm.testing.lawbook import Lawbook, laws
from clm.testing.story import NOBODY, Story
from clm.testing.strategies import cases, histories, ledgers, scales, stories
from clm.testing.writing import conditions, features, templates

__all__ = [
    "NOBODY",
    "Case",
    "Checked",
    "Law",
    "Lawbook",
    "Story",
    "cases",
    "check_template",
    "conditions",
    "features",
    "histories",
    "laws",
    "ledgers",
    "scales",
    "stories",
    "templates",
]
