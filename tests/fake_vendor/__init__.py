"""A fake vendor for tests: MusicAPI, AceDataCloud and CCAPI on one loopback port, with charges counted and faults on demand."""

from .desk import KEY
from .faults import KINDS, Fault, Faults, Rule
from .messages import Request
from .musicapi import RETIRED
from .server import FakeVendor
from .webhooks import Delivery
from .works import Charge, Clip, Strange, Work

__all__ = [
    "KEY",
    "KINDS",
    "RETIRED",
    "Charge",
    "Clip",
    "Delivery",
    "FakeVendor",
    "Fault",
    "Faults",
    "Request",
    "Rule",
    "Strange",
    "Work",
]
