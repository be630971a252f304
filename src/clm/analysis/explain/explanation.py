"""Why one customer is where she is: the result, as values, as text and as a dictionary."""

from datetime import date
from html import escape
from typing import Any

from attrs import frozen

from clm._show import html_table, table, tag
from clm.analysis.explain import told
from clm.analysis.explain.moves import LeastChange, Move, Since
from clm.analysis.explain.reasons import Verdict
from clm.analysis.explain.standing import Row, ScoreStanding, Standing
from clm.errors import UnknownNameError
from clm.model.event import CustomerId


@frozen(repr=False, kw_only=True)
class Explanation:
    """Why one customer is where she is, since when, what comes next, and what would lift her.

    Make one with `Snapshot.explain`.

    Parameters
    ----------
    customer : str or int
        Her id.
    as_of, until : date
        The day of the snapshot, and the last day that was looked ahead to.
    template, currency : str
        Key of the template; ISO 4217 code of amounts, which are minor units.
    segment, stage : str
        Where she is; the stage is "" of the unclassified.
    values : tuple of Standing
        What the template looks at.
    scores : tuple of ScoreStanding
        Its scores.
    code_digits : tuple of (str, str)
        Names of codes, and their digits, where she has all of them.
    rule : str
        The condition of her segment, with the values of parameters; "" of the unclassified.
    verdicts : tuple of Verdict
        The other rules that had a say; see `Reasons.verdicts`.
    since : Since
        The first day of her stay, judged under this fitted template, and what brought her there.
    next : tuple of Move
        The next moves if nothing happens, two at most.
    better : tuple of LeastChange
        For each segment of a higher rank the least that brings her there, by rank.
    notes : tuple of str
        What cannot be told, and why.

    Examples
    --------
    >>> from clm.analysis.snapshot.taking import snapshot
    >>> from clm.ledger.ledger import Ledger
    >>> days = ["2024-05-01", "2024-05-11", "2024-03-01"]
    >>> shop = Ledger.from_columns(customer=[1, 1, 2], when=days, amount=[9, 1, 5], currency="EUR")
    >>> hers = snapshot(shop, "five-stage", as_of="2024-05-12").explain(2)
    >>> print(hers.segment, "since", hers.since)
    one_time since 2024-04-01, by ageing; new_customer before
    >>> hers["tenure"].value, hers.least("retained").said(hers.as_of)
    (72, 'one order of 0.00 on any day')
    """

    customer: CustomerId
    as_of: date
    until: date
    template: str
    currency: str
    segment: str
    stage: str
    values: tuple[Standing, ...]
    scores: tuple[ScoreStanding, ...]
    code_digits: tuple[tuple[str, str], ...]
    rule: str
    verdicts: tuple[Verdict, ...]
    since: Since
    next: tuple[Move, ...]
    better: tuple[LeastChange, ...]
    notes: tuple[str, ...] = ()

    @property
    def codes(self) -> dict[str, str]:
        """The digits of every code of which she has all scores, by its name."""
        return dict(self.code_digits)

    def least(self, segment: str) -> LeastChange:
        """Give the least change that brings her to a better segment.

        Raises
        ------
        UnknownNameError
            No better segment has that key.
        """
        known = {each.segment: each for each in self.better}
        if not isinstance(segment, str) or segment not in known:  # pyright: ignore[reportUnnecessaryIsInstance]
            raise UnknownNameError("better segment", segment, known)
        return known[segment]

    def to_dict(self) -> dict[str, Any]:
        """Give all of it as plain values that can be written as JSON; amounts in minor units."""
        return {
            "customer": self.customer,
            "as_of": self.as_of.isoformat(),
            "until": self.until.isoformat(),
            "template": self.template,
            "currency": self.currency,
            "segment": self.segment,
            "stage": self.stage,
            "values": {each.name: each.to_dict() for each in self.values},
            "scores": {each.name: each.to_dict() for each in self.scores},
            "codes": self.codes,
            "rule": self.rule,
            "verdicts": [each.to_dict() for each in self.verdicts],
            "since": self.since.to_dict(),
            "next": [each.to_dict() for each in self.next],
            "better": [each.to_dict() for each in self.better],
            "notes": [*self.notes],
        }

    def __getitem__(self, name: str) -> Standing | ScoreStanding:
        """Give the standing of a feature, an extra column or a score.

        Raises
        ------
        UnknownNameError
            The template looks at nothing of that name.
        """
        known: dict[str, Standing | ScoreStanding] = {each.name: each for each in self.values}
        known |= {each.name: each for each in self.scores}
        if not isinstance(name, str) or name not in known:  # pyright: ignore[reportUnnecessaryIsInstance]
            raise UnknownNameError("feature or score", name, known)
        return known[name]

    def __repr__(self) -> str:
        """All of it in a few lines."""
        values = table(told.HEAD, self._rows()).splitlines()[1:] if self._rows() else []
        lines = (self._place(), *values, *self._reasons(), *told.lifts(self.better, self.as_of))
        return "\n  ".join([self._head(), *lines])

    def _repr_html_(self) -> str:
        """The same, with tables."""
        parts = [html_table(self._head()[1:-1], told.HEAD, self._rows())]
        parts += [f"<p>{escape(text)}</p>" for text in (self._place(), *self._reasons())]
        if self.better:
            changes = [(each.segment, each.said(self.as_of)) for each in self.better]
            parts.append(html_table("The least that would do", ("segment", "orders"), changes))
        return "".join(parts)

    def _head(self) -> str:
        """Say whom it is about."""
        return tag("Explanation", repr(self.customer), self.template, f"as of {self.as_of}")

    def _place(self) -> str:
        """Say where she is, and since when."""
        stage = f" ({self.stage})" if self.stage not in ("", self.segment) else ""
        return f"{self.segment}{stage} since {self.since}"

    def _rows(self) -> list[Row]:
        """Write what the template looks at."""
        return told.rows(self.values, self.scores, self.currency)

    def _reasons(self) -> list[str]:
        """Say why she is there, and what comes if nothing happens."""
        notes = (f"note: {note}" for note in self.notes)
        silence = told.silence(self.next, self.until)
        return [*told.because(self.rule, self.code_digits, self.verdicts), *notes, silence]
