"""Recipes: how a clip is made, as a tree of values.

A leaf is a score with the masters of its stems, or a recording. An edit is a splice or the choice of one stem. A recipe goes to
JSON and back unchanged; its ticket is the hash of that JSON, so the same recipe has the same ticket on every machine.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from typing import Any

from ..errors import CannotDo
from ..mixing.limiter import StemMaster
from ..samples import samples_in
from ..score import STEMS, Score, Stem


@dataclass(frozen=True, slots=True)
class Composed:
    """A score, and for each of its stems how it was mastered."""

    score: Score
    masters: tuple[tuple[Stem, StemMaster], ...]


@dataclass(frozen=True, slots=True)
class Recording:
    """An uploaded recording; its tempo and key are estimates."""

    sha256: str
    """The hash of its samples, which is also its file's name in the store."""
    length: int
    """Samples."""
    title: str = ""
    bpm: float = 120.0
    """Beats a minute."""
    first_beat: float = 0.0
    """Seconds from the beginning to the first beat."""
    key: str = "C major"
    certainty: str = ""
    """How sure tempo and key are, in words."""


@dataclass(frozen=True, slots=True)
class Spliced:
    """One recipe with another inside: `insert` from `start` to `end` (samples), `base` before and after.

    Without `end` the insert is heard to its own end and the base does not come back.
    """

    base: "Recipe"
    start: int
    end: int | None
    insert: "Recipe"


@dataclass(frozen=True, slots=True)
class Only:
    """One stem of another recipe."""

    of: "Recipe"
    stem: Stem


Recipe = Composed | Recording | Spliced | Only


def length_of(recipe: Recipe) -> int:
    """The length of the clip in samples."""
    match recipe:
        case Composed(score):
            return samples_in(score.seconds)
        case Recording(length=length):
            return length
        case Spliced(base, start, None, insert):
            return start + length_of(insert)
        case Spliced(base):
            return length_of(base)
        case Only(of):
            return length_of(of)


def is_recorded(recipe: Recipe) -> bool:
    """Whether any of it is a recording."""
    match recipe:
        case Composed():
            return False
        case Recording():
            return True
        case Spliced(base, _, _, insert):
            return is_recorded(base) or is_recorded(insert)
        case Only(of):
            return is_recorded(of)


def each_leaf(recipe: Recipe, change: Callable[[Composed], Composed]) -> Recipe:
    """The tree with every composed leaf changed. Raises CannotDo when a leaf is a recording."""
    match recipe:
        case Composed():
            return change(recipe)
        case Recording():
            raise CannotDo("this clip is a recording: its notes are not known, so they cannot be played or sung by others")
        case Spliced(base, _, _, insert):
            return replace(recipe, base=each_leaf(base, change), insert=each_leaf(insert, change))
        case Only(of):
            return replace(recipe, of=each_leaf(of, change))


def recording_of(recipe: Recipe) -> Recording | None:
    """The first recording in the tree, whose tempo and key stand for the whole; None where there is none."""
    match recipe:
        case Recording():
            return recipe
        case Spliced(base, _, _, insert):
            return recording_of(base) or recording_of(insert)
        case Only(of):
            return recording_of(of)
    return None


def to_json(recipe: Recipe) -> dict[str, Any]:
    """The recipe as JSON values; their names are part of kept files and of tickets, and never change."""
    match recipe:
        case Composed(score, masters):
            return {
                "composed": score.to_json(),
                "faders": {stem: [master.gain, master.ceiling, master.room] for stem, master in masters},
            }
        case Recording():
            return {"recording": asdict(recipe)}
        case Spliced(base, start, end, insert):
            return {"spliced": to_json(base), "start": start, "end": end, "insert": to_json(insert)}
        case Only(of, stem):
            return {"only": stem, "of": to_json(of)}


def from_json(fields: Mapping[str, Any]) -> Recipe:
    """The recipe that `to_json` wrote."""
    if "composed" in fields:
        masters = fields["faders"]
        in_order = tuple((stem, StemMaster(*masters[stem])) for stem in STEMS if stem in masters)
        return Composed(Score.from_json(fields["composed"]), in_order)
    if "recording" in fields:
        return Recording(**fields["recording"])
    if "spliced" in fields:
        return Spliced(from_json(fields["spliced"]), fields["start"], fields["end"], from_json(fields["insert"]))
    return Only(from_json(fields["of"]), fields["only"])


def written(recipe: Recipe) -> str:
    """The recipe as JSON text that is the same for the same recipe."""
    return json.dumps(to_json(recipe), ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def ticket_of(text: str) -> str:
    """The ticket of a recipe written as text: the first 32 hexadecimal digits of its SHA-256."""
    return sha256(text.encode()).hexdigest()[:32]
