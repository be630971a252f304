"""Channels: the ways by which a shop and its customers reach each other."""

from typing import Final

from attrs import frozen


@frozen
class Channel:
    """A way to reach customers.

    Parameters
    ----------
    key : str
        As written in columns and templates: ``email``.
    title : str
        As people say it.
    paid : bool
        Whether each contact costs money.

    Examples
    --------
    >>> Channel.named("email")
    Channel(key='email', title='e-mail', paid=False)
    >>> Channel.named("letter_box").title
    'letter box'
    """

    key: str
    title: str
    paid: bool = False

    @classmethod
    def named(cls, key: str) -> "Channel":
        """Give the well-known channel of that key, or a plain new one."""
        return _KNOWN.get(key) or cls(key, key.replace("_", " "))


CHANNELS: Final = (
    Channel("paid_ads", "paid ads", paid=True),
    Channel("organic_social", "organic social"),
    Channel("organic_search", "organic search"),
    Channel("email", "e-mail"),
    Channel("app_notification", "app notification"),
    Channel("sms", "SMS", paid=True),
    Channel("push", "push message"),
    Channel("web_banner", "web banner"),
)
"""The channels that the guide names."""

_KNOWN: Final = {channel.key: channel for channel in CHANNELS}
