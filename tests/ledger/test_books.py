"""Codebooks and aliases: which code stands for whom, by any of her ids."""

import pickle

import numpy as np
import pytest
from attrs import evolve

from clm.errors import ColumnError, UnknownNameError
from clm.ledger.books import Books
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


def test_old_ids_are_read_as_the_new_one_wherever_they_come():
    """In a short column and in a long one, before the new id and after it."""
    many = Books(aliases={f"guest-{at}": "ann" for at in range(50)})
    for ids in (["zoe", "guest-3", "bob", "ann", "guest-4"], [*map("guest-{}".format, range(99))]):
        books, expected, codes = many, [], []
        for each in ids:
            own = many.aliases.get(each, each)
            expected += [] if own in expected else [own]
            codes.append(expected.index(own))
            books = encoded(books, "customer", [each])
        at_once, found = many.encode("customer", ids, "customer")
        assert at_once.ids.tolist() == books.customer.ids.tolist() == expected
        assert found.tolist() == codes
        assert books.find(ids).tolist() == codes


def test_some_customers_are_marked():
    """By any of their ids; a single value is no list."""
    assert BOOKS.marked(["guest"]).tolist() == [True, False]
    assert BOOKS.marked(iter([])).tolist() == [False, False]
    for alone in ("ann", b"ann", 5, np.array("ann"), np.array("2024-01-01", "datetime64[D]")):
        with pytest.raises(ColumnError, match="is no list"):
            BOOKS.marked(alone)
    with pytest.raises(UnknownNameError):
        BOOKS.marked(["ann", "cy"])


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
