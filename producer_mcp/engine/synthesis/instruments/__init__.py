"""Every pitched instrument, by name."""

from . import (
    bowed_and_blown as sustained,
    ensembles,
    keys_and_mallets as struck,
    plucked,
    synths,
)
from .instrument import Instrument, Tone

INSTRUMENTS: dict[str, Instrument] = (
    plucked.INSTRUMENTS | struck.INSTRUMENTS | sustained.INSTRUMENTS | synths.INSTRUMENTS | ensembles.INSTRUMENTS
)

__all__ = ["INSTRUMENTS", "Instrument", "Tone"]
