"""What can tell features without a ledger."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol, runtime_checkable

from clm.features.catalog import Feature
from clm.features.table import FeatureTable


@runtime_checkable
class FeatureSource(Protocol):
    """Events that lie elsewhere, and whatever reduces them to one row a customer.

    Examples
    --------
    >>> isinstance(object(), FeatureSource)
    False
    """

    def features_on(self, as_of: date, wanted: Iterable[Feature]) -> FeatureTable:
        """Tell what is known of every customer on a day.

        Parameters
        ----------
        as_of : date
            The day, inclusive.
        wanted : iterable of Feature
            All that will be asked for.

        Returns
        -------
        FeatureTable
            Without a ledger.

        Raises
        ------
        FeatureError
            Features that cannot be told, by name.
        """
        ...
