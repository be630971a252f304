"""How a channel's cost shows itself: a row of a table."""

from typing import Final

from clm.metrics.acquisition.channel_cost import ChannelCost, people_of
from clm.metrics.figure import Figure
from clm.model.money import written

HEAD: Final = (*("spend", "visitors", "each", "leads", "each", "customers", "each", "paid back"),)


def row_of(line: ChannelCost, name: str) -> list[str]:
    """Write one row: what was spent, whom it brought, what each of them cost."""
    known = not line.unknown.get("acquisition_cost")
    return [
        name,
        written(line.spend, line.asked.currency) if known else "-",
        people_of(line.visitors),
        _cost(line.cost_per_new_visitor),
        people_of(line.leads),
        _cost(line.cost_per_lead),
        people_of(line.customers),
        _cost(line.cost_per_new_customer),
        _paid_back(line),
    ]


def _cost(figure: Figure) -> str:
    """Write an amount without its currency; a dash where there is none."""
    return "-" if figure.value is None else written(round(figure.value), figure.currency)


def _paid_back(line: ChannelCost) -> str:
    """Write the days until the cost is back, or how long nobody has seen it."""
    if line.unknown.get("payback_days") or not line.customers or not line.spend:
        return "-"
    back = line.payback
    return f"{back.days:,} d" if back.days is not None else f"not in {back.watched:,} d"
