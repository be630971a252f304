"""Channels have keys, titles, and a price or none."""

from clm.model.channel import CHANNELS, Channel


def test_the_channels_of_the_guide_are_known_by_their_keys():
    """Each key is one channel, and naming it gives that channel."""
    assert len({channel.key for channel in CHANNELS}) == len(CHANNELS)
    assert [Channel.named(channel.key) for channel in CHANNELS] == list(CHANNELS)
    assert {channel.key for channel in CHANNELS if channel.paid} == {"paid_ads", "sms"}


def test_any_other_key_is_a_plain_channel():
    """Its title is read off the key, and it is free."""
    assert Channel.named("letter_box") == Channel("letter_box", "letter box", paid=False)
