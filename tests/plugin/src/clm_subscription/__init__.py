"""Lifecycles of a shop that sells boxes by subscription."""

from importlib.resources import files

SUBSCRIPTION_BOX = files(__name__) / "subscription-box.toml"
