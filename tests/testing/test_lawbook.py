"""The laws by name."""

import pytest

from clm.errors import UnknownNameError
from clm.testing import Law, laws


def test_every_law_says_in_one_sentence_what_it_is():
    for name, law in laws().items():
        assert law.name == str(law) == name
        assert law.says.endswith(".")
        assert "\n" not in law.says
        assert repr(law) == f"<Law {name} · {law.says}>"


def test_an_unknown_law_is_refused_with_the_nearest():
    with pytest.raises(UnknownNameError, match="no law 'batch' → did you mean 'batches'"):
        laws()["batch"]
    assert laws().get("batch") is None
    assert "batch" not in laws()


def test_the_list_is_shown_in_twelve_lines():
    assert len(str(laws()).splitlines()) == len(laws()) > 12
    assert len(repr(laws()).splitlines()) <= 12
    assert all(name in repr(laws()) for name in laws())
    assert laws()._repr_html_().count("<tr>") == 1 + len(laws())


def test_nobody_can_change_it():
    with pytest.raises(TypeError):
        laws()["mine"] = laws()["batches"]
    with pytest.raises(TypeError):
        laws().by_name["mine"] = Law(name="mine", says="", on_template=lambda _: None)
    assert laws()["batches"] == laws()["batches"]
