"""Chance that is always the same: a dice named by words, so one decision never moves another."""

import hashlib
import random


def number(*words: object) -> int:
    """A 63-bit number that depends on the words alone; the same in every process and on every machine."""
    told = "\x1f".join(str(word) for word in words).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.sha256(told).digest()[:8], "big") >> 1


def dice(*words: object) -> random.Random:
    """A dice of its own for each decision: `dice(seed, "drums", "Verse 1")`."""
    return random.Random(number(*words))


def fraction(*words: object) -> float:
    """0 … 1, from the words alone."""
    return number(*words) / float(1 << 63)
