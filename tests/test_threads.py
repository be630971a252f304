"""Work in pieces and by several threads gives what work at once gives."""

import threading

import numpy as np
import pytest

import clm
from clm._threads import ALONE, ENOUGH, MOST_THREADS, PIECE, hands

SIZES = (0, 1, PIECE - 1, PIECE, PIECE + 1, ENOUGH - 1, ENOUGH, 3 * PIECE + 1)


@pytest.fixture(params=[1, 3, 100])
def cores(request, monkeypatch):
    """Give the machine so many cores."""
    monkeypatch.setattr("os.cpu_count", lambda: request.param)
    return request.param


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("piece", [PIECE, 50_000])
def test_pieces_cover_every_row_once(size, piece):
    """Pieces follow each other from the first row to the last, none too long."""
    found = ALONE.pieces(lambda piece: (piece.start, piece.stop), size, piece)
    assert [row for start, stop in found for row in range(start, stop)] == list(range(size))
    assert all(0 < stop - start <= piece for start, stop in found)


@pytest.mark.parametrize("size", SIZES)
def test_threads_give_results_in_order(size, cores):
    """A crew of any size gives the results of the builtin map."""
    with hands(size) as crew:
        assert crew(abs, [-1, 2, -3]) == [1, 2, 3]
        assert crew.count == (min(cores, MOST_THREADS) if size >= ENOUGH else 1)


def test_one_hand_is_the_caller_and_waits_to_be_asked():
    """What is begun alone is done when its result is wanted."""
    done = []
    wanted = ALONE.begin(done.append, 5)
    assert not done
    assert wanted() is None
    assert done == [5]


def test_several_hands_work_beside_the_caller(monkeypatch):
    """What is begun by a crew goes on without anybody asking, in a thread of its own."""
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    done = threading.Event()
    with hands(ENOUGH) as crew:
        who = crew.begin(threading.get_ident)
        crew.begin(done.set)
        assert done.wait(timeout=60)
        assert who() != threading.get_ident()


def test_what_goes_wrong_in_a_thread_is_raised(cores):
    """An error in one piece, or in something begun, reaches the caller."""
    with hands(ENOUGH) as crew:
        with pytest.raises(ZeroDivisionError):
            crew.pieces(lambda piece: 1 // piece.start, ENOUGH)
        begun = crew.begin(divmod, cores, 0)
        with pytest.raises(ZeroDivisionError):
            begun()


def test_a_long_shop_has_the_same_segments_by_one_hand_or_several(monkeypatch):
    """300,000 customers: ids, days, sums, cut points and segments, against plain numpy."""
    rng = np.random.default_rng(3)
    who = np.concatenate([rng.permutation(300_000), rng.integers(0, 300_000, 100_000)]) * 10**9
    day = rng.integers(0, 400, len(who))
    cents = rng.integers(0, 10**6, len(who))
    found = []
    for cores in (1, 3):
        monkeypatch.setattr("os.cpu_count", lambda cores=cores: cores)
        ledger = clm.Ledger.from_columns(
            customer=who,
            when=np.datetime64("2024-01-01") + day,
            amount_minor=cents,
            currency="EUR",
        )
        found.append(clm.snapshot(ledger, "rfm-11", as_of="2025-12-31").columns())
    for name, column in found[0].items():
        assert np.array_equal(column, found[1][name])
    line = np.argsort(found[0]["customer"])
    sums = np.zeros(300_000, np.int64)
    np.add.at(sums, who // 10**9, cents)
    assert np.array_equal(found[0]["monetary"][line], sums)
    assert np.array_equal(found[0]["orders"][line], np.bincount(who // 10**9))
    scores = np.searchsorted(np.sort(sums)[[59_999, 119_999, 179_999, 239_999]], sums) + 1
    assert np.array_equal(found[0]["m"][line], scores)
