"""What a customer will be worth: BG/NBD, MBG/NBD, Gamma-Gamma, and lifetime value.

    >>> import clm
    >>> model = clm.value.BgNbd(unit="week", r=0.243, alpha=4.414, a=0.793, b=2.426)
    >>> round(model.expected_purchases_of_new(39), 3)
    1.197

Fitting needs scipy: ``pip install 'clm[stats]'``. Everything is loaded when it is first used.
"""

from typing import TYPE_CHECKING, Final

from clm._lazy import loading

if TYPE_CHECKING:
    from clm.value.bg_nbd import BgNbd, fit_bg_nbd
    from clm.value.by_week import Tracking, tracking
    from clm.value.gamma_gamma import GammaGamma, fit_gamma_gamma
    from clm.value.held_out import Holdout, holdout
    from clm.value.lifetime import LifetimeValue, lifetime_value
    from clm.value.mbg_nbd import MbgNbd, fit_mbg_nbd
    from clm.value.stakes import AtStake, at_stake
    from clm.value.summary import RfmSummary
    from clm.value.taking import rfm_summary
    from clm.value.unit import Day, Week

_HOMES: Final = {
    "AtStake": "stakes",
    "BgNbd": "bg_nbd",
    "Day": "unit",
    "GammaGamma": "gamma_gamma",
    "Holdout": "held_out",
    "LifetimeValue": "lifetime",
    "MbgNbd": "mbg_nbd",
    "RfmSummary": "summary",
    "Tracking": "by_week",
    "Week": "unit",
    "at_stake": "stakes",
    "fit_bg_nbd": "bg_nbd",
    "fit_gamma_gamma": "gamma_gamma",
    "fit_mbg_nbd": "mbg_nbd",
    "holdout": "held_out",
    "lifetime_value": "lifetime",
    "rfm_summary": "taking",
    "tracking": "by_week",
}

__all__ = [
    "AtStake",
    "BgNbd",
    "Day",
    "GammaGamma",
    "Holdout",
    "LifetimeValue",
    "MbgNbd",
    "RfmSummary",
    "Tracking",
    "Week",
    "at_stake",
    "fit_bg_nbd",
    "fit_gamma_gamma",
    "fit_mbg_nbd",
    "holdout",
    "lifetime_value",
    "rfm_summary",
    "tracking",
]

__getattr__, __dir__ = loading(__name__, _HOMES)
