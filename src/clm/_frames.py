"""Numpy columns to dataframes of the caller's library, through narwhals."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from importlib.util import find_spec
from typing import Any, Final, cast

import numpy as np
import numpy.typing as npt

from clm.errors import MissingExtraError, UnknownNameError

Columns = Mapping[str, npt.NDArray[Any]]
Missing = Mapping[str, npt.NDArray[np.bool_]]

BACKENDS: Final = ("polars", "pandas", "pyarrow", "modin")
"""Libraries that a frame can be made of."""

_NULLABLE: Final = ("pandas", "modin")
_MASK: Final = "missing "


def to_frame(columns: Columns, missing: Missing, backend: str | None = None) -> Any:
    """Make a dataframe of columns.

    Parameters
    ----------
    columns : mapping of str to (n,) array
        By name, in order.
    missing : mapping of str to (n,) bool
        Which values of a column are none; they become the library's own null.
    backend : str, optional
        ``polars``, ``pandas``, ``pyarrow`` or ``modin``; polars if left out and installed, else
        pandas.

    Returns
    -------
    DataFrame or Table
        Of that library.

    Raises
    ------
    MissingExtraError
        The library, or narwhals, is not installed.
    UnknownNameError
        No such library is known.
    """
    chosen: Any = _installed() if backend is None else backend
    if not isinstance(cast("object", chosen), str) or chosen not in BACKENDS:
        raise UnknownNameError("dataframe library", chosen, BACKENDS)
    for library, extra in (("narwhals", "frames"), (chosen, None)):
        if find_spec(library) is None:
            raise MissingExtraError(library, extra)
    import narwhals.stable.v2 as nw  # noqa: PLC0415  # loaded when used

    text = [name for name, column in columns.items() if column.dtype.kind == "T"]
    # Older pyarrow does not know numpy's own text.
    plain = {name: each.astype(object) if name in text else each for name, each in columns.items()}
    frame: Any = nw.from_dict(plain if chosen == "pyarrow" else dict(columns), backend=chosen)
    if chosen == "pyarrow" or (chosen == "polars" and not len(frame)):
        # Of text that is not there polars makes objects.
        frame = frame.with_columns(nw.col(name).cast(nw.String()) for name in text)
    nulls = {name: mask for name, mask in missing.items() if mask.any()}
    if not nulls:
        return frame.to_native()
    if chosen in _NULLABLE:
        whole = [name for name in nulls if columns[name].dtype.kind in "iu"]
        frame = nw.from_native(frame.to_native().astype(dict.fromkeys(whole, "Int64")))
    masks: Any = nw.from_dict({_MASK + name: mask for name, mask in nulls.items()}, backend=chosen)
    joined: Any = nw.concat([frame, masks], how="horizontal")
    filled = [nw.when(~nw.col(_MASK + name)).then(nw.col(name)).alias(name) for name in nulls]
    return joined.with_columns(filled).select(list(columns)).to_native()


class Framed(ABC):
    """A result that is a table: it has columns, which become a dataframe of any library.

    Examples
    --------
    >>> class Shares(Framed):
    ...     def columns(self):
    ...         return {"people": np.array([3, 0]), "share": np.array([0.5, np.nan])}
    >>> Shares().to_frame("polars").rows()
    [(3, 0.5), (0, None)]
    >>> import pyarrow as pa
    >>> pa.table(Shares()).column_names
    ['people', 'share']
    """

    __slots__ = ()

    @abstractmethod
    def columns(self) -> dict[str, npt.NDArray[Any]]:
        """Give the table as columns, by name; (n,) each, in order."""

    def to_frame(self, backend: str | None = None) -> Any:
        """Give `columns` as a dataframe, with real nulls.

        Parameters
        ----------
        backend : str, optional
            ``polars``, ``pandas``, ``pyarrow`` or ``modin``; polars if left out and installed, else
            pandas.

        Returns
        -------
        DataFrame or Table
            Of that library; what is none is its own null.

        Raises
        ------
        MissingExtraError
            The library, or narwhals, is not installed.
        UnknownNameError
            No such library is known.
        """
        columns = self.columns()
        return to_frame(columns, self._missing(columns), backend)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Hand `columns` to whatever reads Arrow, with real nulls: ``polars.DataFrame(result)``.

        Parameters
        ----------
        requested_schema : capsule, optional
            The schema that the reader would like; see Arrow's PyCapsule interface.

        Raises
        ------
        MissingExtraError
            narwhals or pyarrow is not installed.
        """
        return self.to_frame("pyarrow").__arrow_c_stream__(requested_schema)

    def _missing(self, columns: Columns) -> Missing:
        """Tell which values are none: of figures those that are NaN."""
        return {name: np.isnan(each) for name, each in columns.items() if each.dtype.kind == "f"}


def _installed() -> str:
    """Choose the library that is there."""
    for library in ("polars", "pandas"):
        if find_spec(library) is not None:
            return library
    raise MissingExtraError("polars")
