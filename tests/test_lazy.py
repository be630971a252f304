"""A package's names are loaded when they are first used."""

import sys
from types import ModuleType

import pytest

from clm._lazy import loading


@pytest.fixture
def package(monkeypatch):
    """Make a package of one module, which counts how often it is asked."""

    class Home(ModuleType):
        asked = 0

        @property
        def thing(self):
            """Count."""
            type(self).asked += 1
            return "found"

    monkeypatch.setitem(sys.modules, "made_up", ModuleType("made_up"))
    monkeypatch.setitem(sys.modules, "made_up.home", Home("made_up.home"))
    module = sys.modules["made_up"]
    module.__getattr__, module.__dir__ = loading("made_up", {"thing": "home"})
    return module


def test_a_name_is_looked_up_once(package):
    """Afterwards it is one of the package's own."""
    assert dir(package) == ["thing"]
    assert package.thing == package.thing == "found"
    assert sys.modules["made_up.home"].asked == 1


def test_other_names_are_not_there(package):
    """As in any module."""
    with pytest.raises(AttributeError, match="module 'made_up' has no attribute 'other'"):
        _ = package.other
