"""Features that were computed before: columns without the events behind them."""

from collections.abc import Mapping, Sequence
from datetime import date

from attrs import field, frozen

from clm._show import counted, tag
from clm.errors import SnapshotError
from clm.features.catalog import Feature
from clm.features.kernel import MISSING_DAYS
from clm.ledger.coding.codebook import Codebook
from clm.ledger.column import AnyArray, Bools, Codes, locked, stays_locked
from clm.model.event import CustomerId


def _locked(columns: Mapping[Feature, AnyArray]) -> Mapping[Feature, AnyArray]:
    """Show columns so that nobody writes to them."""
    return {feature: locked(column) for feature, column in columns.items()}


@stays_locked
@frozen(eq=False, repr=False)
class StoredFeatures:
    """A table of features that stands alone.

    Parameters
    ----------
    as_of : date
        The day for which it holds.
    currency : str
        ISO 4217 code of amounts, which are minor units.
    book : Codebook
        The customers; a customer's code is her row.
    columns : mapping of Feature to (n,) int32 or int64
        What is known.
    first_day : date or None
        The day of the first event of all.
    """

    as_of: date
    currency: str
    book: Codebook
    columns: Mapping[Feature, AnyArray] = field(converter=_locked)
    first_day: date | None = None
    ledger: None = field(init=False, default=None)

    @property
    def known_on(self) -> date:
        """The last day of what was looked at: the as-of day."""
        return self.as_of

    @property
    def customers(self) -> AnyArray:
        """Customer ids; (n,) int64 or text."""
        return self.book.ids

    @property
    def codes(self) -> Codes:
        """The code of each row's customer in the ledger.

        Raises
        ------
        SnapshotError
            There is no ledger.
        """
        what = "has no ledger, and so no codes of customers"
        raise SnapshotError.of("snapshot", what, "make it with clm.snapshot(ledger, …)")

    def column(self, feature: Feature | str) -> AnyArray:
        """Give a feature; (n,) int32 or int64, read-only.

        Raises
        ------
        SnapshotError
            The feature was not kept.
        """
        feature = Feature.of(feature)
        if feature not in self.columns:
            raise SnapshotError.of(
                feature.name,
                "was not kept, and there is no ledger to compute it from",
                "load the ledger and make the snapshot anew",
            )
        return self.columns[feature]

    def present(self, feature: Feature) -> Bools:
        """Tell who has a score of a feature; (n,) bool."""
        if feature.unit == "days":
            present: Bools = self.column(feature) != MISSING_DAYS
        else:
            present = self.column(feature.counted) > 0
        return present

    def find(self, customers: Sequence[CustomerId]) -> Codes:
        """Give the rows of customers; -1 for those who are not in the population; (n,) int32."""
        return self.book.lookup(customers)

    def __getitem__(self, name: str) -> AnyArray:
        """Give a feature by its text."""
        return self.column(name)

    def __len__(self) -> int:
        """Count the population."""
        return len(self.book)

    def __repr__(self) -> str:
        """How many customers, and when."""
        return tag("Features", counted(len(self), "customer"), f"as of {self.as_of}")
