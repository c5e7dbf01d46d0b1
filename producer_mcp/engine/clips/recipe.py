"""Recipes: how a clip came to be, as a tree of values.

A leaf is a score with its faders, or a recording; an edit is a splice or the choice of one stem. A recipe goes to JSON
and its ticket is the hash of that, so the same recipe is the same clip everywhere.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from typing import Any

from ..errors import CannotDo
from ..mixing.limiter import StemMaster
from ..samples import count
from ..score import STEMS, Score, Stem


@dataclass(frozen=True, slots=True)
class Composed:
    """A score, and the faders that its stems were mastered with."""

    score: Score
    faders: tuple[tuple[Stem, StemMaster], ...]


@dataclass(frozen=True, slots=True)
class Recording:
    """Somebody's recording, kept on the shelf under the hash of its samples; tempo and key are estimates."""

    sha256: str
    length: int
    """Samples."""
    title: str = ""
    bpm: float = 120.0
    first_beat: float = 0.0
    """Seconds."""
    key: str = "C major"
    certainty: str = ""


@dataclass(frozen=True, slots=True)
class Spliced:
    """`base` outside start … end, `insert` inside; with no `end` the insert goes on to its own end. In samples."""

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
    """Samples."""
    match recipe:
        case Composed(score):
            return count(score.seconds)
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
    """The tree with every composed leaf changed."""
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
    """The first recording in it, whose tempo and key stand for the whole."""
    match recipe:
        case Recording():
            return recipe
        case Spliced(base, _, _, insert):
            return recording_of(base) or recording_of(insert)
        case Only(of):
            return recording_of(of)
    return None


def to_json(recipe: Recipe) -> dict[str, Any]:
    match recipe:
        case Composed(score, faders):
            return {
                "composed": score.to_json(),
                "faders": {stem: [fader.gain, fader.ceiling, fader.room] for stem, fader in faders},
            }
        case Recording():
            return {"recording": asdict(recipe)}
        case Spliced(base, start, end, insert):
            return {"spliced": to_json(base), "start": start, "end": end, "insert": to_json(insert)}
        case Only(of, stem):
            return {"only": stem, "of": to_json(of)}


def from_json(told: Mapping[str, Any]) -> Recipe:
    if "composed" in told:
        faders = told["faders"]
        return Composed(
            Score.from_json(told["composed"]), tuple((stem, StemMaster(*faders[stem])) for stem in STEMS if stem in faders)
        )
    if "recording" in told:
        return Recording(**told["recording"])
    if "spliced" in told:
        return Spliced(from_json(told["spliced"]), told["start"], told["end"], from_json(told["insert"]))
    return Only(from_json(told["of"]), told["only"])


def written(recipe: Recipe) -> str:
    """The recipe as text, the same for the same recipe."""
    return json.dumps(to_json(recipe), ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def ticket_of(text: str) -> str:
    """The hash of a written recipe: 32 characters."""
    return sha256(text.encode()).hexdigest()[:32]
