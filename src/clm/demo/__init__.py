"""A seeded simulated shop, to try everything on."""

from clm.demo.columns import shop_columns
from clm.demo.shop import simulate

__all__ = ["shop_columns", "simulate"]
