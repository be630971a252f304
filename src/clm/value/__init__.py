"""What a customer will be worth: BG/NBD, MBG/NBD, Gamma-Gamma, and lifetime value.

    >>> import clm
    >>> model = clm.value.BgNbd(unit="week", r=0.243, alpha=4.414, a=0.793, b=2.426)
    >>> round(model.expected_purchases_of_new(39), 3)
    1.197

Fitting needs scipy: ``pip install 'clm[stats]'``.
"""

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
