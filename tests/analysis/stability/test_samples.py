"""Samples are drawn with replacement by one seed; the worst are the worst of each column."""

import numpy as np
import pytest

import clm
from asking import shop
from clm.analysis.stability.pool import Pool
from clm.analysis.stability.samples import Samples, in_the_worst
from clm.lifecycle.population import Population

ROWS = [(who, f"2024-0{1 + who % 9}-15", 1 + who * 7 % 40) for who in range(90)]


@pytest.fixture(scope="module")
def parts():
    """A pool, its people, the template fitted on them, and their labels."""
    features = clm.Features.of(shop(*ROWS), as_of="2024-09-30")
    people, fitted = Population.of(features, {}, None), clm.templates["rfm-11"].fit(features)
    return Pool.of(people, fitted.scale.scores), people, fitted, fitted.segments(features)


def drawn(parts, number, seed, **rest):
    *three, places = parts
    return Samples.drawn(*three, places=places, number=number, seed=seed, **rest)


def test_samples_are_as_large_as_the_pool_and_drawn_with_replacement(parts):
    """By the generator of numpy, one call a sample."""
    pool, *_ = parts
    found, dice = drawn(parts, 5, 3), np.random.default_rng(3)
    for at in range(5):
        scale = pool.fit(dice.integers(pool.size, size=pool.size))
        assert found.cuts["m"][at].tolist() == [*scale.cuts["m"]]


def test_fewer_samples_are_the_first_of_more(parts):
    """And another seed gives others."""
    few, many = drawn(parts, 3, 0), drawn(parts, 8, 0)
    assert few.kept.tolist() == many.kept[:3].tolist()
    assert drawn(parts, 8, 1).kept.tolist() != many.kept.tolist()


def test_everybody_is_in_the_matrix_once_a_sample(parts):
    """Its diagonal is those who kept their label."""
    found = drawn(parts, 8, 0)
    assert found.matrix.sum() == 8 * 90
    assert found.matrix.diagonal().tolist() == found.kept.sum(axis=0).tolist()
    assert found.matrix.sum(axis=1).tolist() == (8 * np.bincount(parts[3], minlength=12)).tolist()
    assert not found.matrix.flags.writeable
    assert not found.kept.flags.writeable
    assert not found.cuts["r"].flags.writeable


def test_where_nothing_is_fitted_one_sample_stands_for_all():
    """Everybody keeps the label."""
    found = Samples.unmoved(np.array([3, 0, 5]))
    assert found.kept.tolist() == [[3, 0, 5]]
    assert found.matrix.tolist() == [[3, 0, 0], [0, 0, 0], [0, 0, 5]]
    assert (found.cuts, found.failed) == ({}, 0)


@pytest.mark.parametrize(("number", "among"), [(1, 1), (20, 1), (21, 2), (40, 2), (100, 5)])
def test_the_worst_twentieth_is_rounded_up(number, among):
    """At least one sample."""
    kept = np.random.default_rng(number).integers(0, 50, (number, 3))
    sums, many = in_the_worst(kept)
    assert many == among
    assert sums.tolist() == [sum(sorted(column)[:among]) for column in kept.T.tolist()]
