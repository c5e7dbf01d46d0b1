"""Reproducible chance: every decision draws from a generator seeded by its name, so that one decision never moves another.

The words that name a decision (`dice(seed, "drums", "Verse 1")`) decide what every kept seed sounds like: they never change.
"""

import hashlib
import random


def number(*words: object) -> int:
    """A 63-bit number that depends on the words alone, the same on every machine."""
    name = "\x1f".join(str(word) for word in words).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.sha256(name).digest()[:8], "big") >> 1


def dice(*words: object) -> random.Random:
    """A random generator for one decision, seeded by the words that name it: `dice(seed, "drums", "Verse 1")`."""
    return random.Random(number(*words))


def fraction(*words: object) -> float:
    """A number from 0 to 1 that depends on the words alone."""
    return number(*words) / float(1 << 63)
