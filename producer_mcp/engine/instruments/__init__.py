"""Every pitched instrument, by name."""

from . import ensembles, plucked, struck, sustained, synths
from .instrument import Instrument, Tone

INSTRUMENTS: dict[str, Instrument] = (
    plucked.INSTRUMENTS | struck.INSTRUMENTS | sustained.INSTRUMENTS | synths.INSTRUMENTS | ensembles.INSTRUMENTS
)

__all__ = ["INSTRUMENTS", "Instrument", "Tone"]
