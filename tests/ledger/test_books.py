"""Codebooks and aliases: which code stands for whom, by any of her ids."""

import pickle

import numpy as np
import pytest
from attrs import evolve

from clm.errors import ColumnError, LedgerError, UnknownNameError
from clm.ledger.books import Books, both_aliases, read_aliases
from clm.ledger.rows import Rows


def encoded(books, name, ids):
    """Give books that have read a column."""
    return evolve(books, **{name: books.encode(name, ids, name)[0]})


GUEST = Books(aliases={"guest": "ann"})
BOOKS = encoded(GUEST, "customer", ["ann", "bob", "guest"])


def test_an_alias_is_the_customer_herself():
    """Rows under the old id get the code of the new one, also where the new one never appears."""
    book, codes = BOOKS.encode("customer", ["guest", None, "bob"], "customer")
    assert (codes.tolist(), book.ids.tolist()) == ([0, -1, 1], ["ann", "bob"])
    alone, _ = GUEST.encode("customer", ["guest"], "customer")
    assert alone.ids.tolist() == ["ann"]


def test_customers_are_found_by_any_id():
    """Ids of another type, or of none, are nobody's."""
    given = ["guest", "ann", "bob", "Ann", 5, None, [1], {}, np.str_("bob"), 1.5]
    assert BOOKS.find(given).tolist() == [0, 0, 1, -1, -1, -1, -1, -1, 1, -1]
    assert BOOKS.own_ids(["guest", "bob"]) == {"guest": "ann", "bob": "bob"}
    with pytest.raises(UnknownNameError) as caught:
        BOOKS.codes(["ann", "bo", 5])
    assert (caught.value.name, caught.value.others) == ("bo", (5,))


def test_books_are_joined_by_ids():
    """The codes of the other ledger are translated, and none stays none."""
    other = encoded(encoded(Books(), "customer", ["cy", "ann"]), "order", ["A", "B"])
    codes = np.array([0, 1, 1], np.int32)
    rows = Rows(customer=codes, day=codes, instant=codes.astype(int), order=codes - 1)
    joined, renamed = BOOKS.join(other, rows)
    assert joined.customer.ids.tolist() == ["ann", "bob", "cy"]
    assert (renamed.customer.tolist(), renamed.order.tolist()) == ([2, 0, 0], [-1, 0, 0])
    with pytest.raises(ColumnError, match="whole numbers"):
        BOOKS.join(encoded(Books(), "customer", [5]), rows)


@pytest.mark.parametrize(
    "aliases",
    [
        *([("a", "b")], "ab", 5, {"a": "a"}, {"a": "b", "b": "c"}, {"a": "b", "b": "a"}),
        *({"a": 5}, {5: "a"}, {"a": None}, {None: "a"}, {"a": ["b"]}, {1.5: 2}, {True: 1}),
    ],
    ids=repr,
)
def test_aliases_go_from_an_id_to_a_customer(aliases):
    """No chains, no circles, no other types, and both ends of one type."""
    with pytest.raises(LedgerError, match=r"^aliases|faults"):
        read_aliases(aliases)


def test_aliases_are_plain_ids():
    """Whole floats and numpy's numbers are ints."""
    assert read_aliases(None) == {}
    read = read_aliases({np.int64(7): 8.0, 9: 8})
    assert read == {7: 8, 9: 8}
    assert {type(each) for pair in read.items() for each in pair} == {int}


def test_two_ledgers_may_not_tell_two_stories_of_one_alias():
    """All contradictions at once."""
    assert both_aliases({"a": "x"}, {"a": "x", "b": "y"}) == {"a": "x", "b": "y"}
    with pytest.raises(LedgerError) as caught:
        both_aliases({"a": "x", "b": "x"}, {"a": "y", "b": "y", "c": "x"})
    assert len(caught.value.faults) == 2
    with pytest.raises(LedgerError, match="itself an alias"):
        both_aliases({"a": "x"}, {"x": "y"})


def test_aliases_are_frozen_and_pickle():
    """Neither caller nor reader can change them."""
    told = {"guest": "ann"}
    books = Books(aliases=told)
    told["x"] = "y"
    with pytest.raises(TypeError):
        books.aliases["x"] = "y"
    again = pickle.loads(pickle.dumps(BOOKS))
    assert (again.aliases, again.customer) == ({"guest": "ann"}, BOOKS.customer)


def test_ranks_are_alphabetical():
    """Whatever came first."""
    books = encoded(Books(), "channel", ["sms", "email", "push"])
    assert books.ranks("channel").tolist() == [2, 0, 1]
