"""Sound words read from left to right: the longest phrase that means something wins."""

import difflib
import re
from dataclasses import replace

from ..theory.keys import SCALES
from .description import Description
from .phrases import Meaning, longest, meaning, meanings, plain

_TEMPO = re.compile(
    r"(?<![\d.])(\d{2,3}(?:\.\d+)?)\s*(?:bpm|beats per minute|beats a minute)\b"
    r"|\b(?:bpm|tempo)\s*(?:of|is|at|around|about|=|:)?\s*(\d{2,3}(?:\.\d+)?)(?![\d.])",
    re.IGNORECASE,
)
_MODES = r"major|minor|maj|min|dorian|phrygian|lydian|mixolydian|aeolian|ionian"
_KEY = re.compile(
    rf"\b([A-Ga-g])(?:\s*(#|♯|♭|b(?![a-z])|[- ]?sharp\b|[- ]?flat\b))?[- ]*({_MODES})\b"
    r"(?!\s+(?:key|feel|mood|scale|chords|seventh|third))",
    re.IGNORECASE,
)
_SHORT_KEY = re.compile(r"\b(?:in|key of|key:|key)\s+([A-G])(#|♯|♭|b)?(m)?(?![\w#♯♭'])")
_MODE = re.compile(rf"\b({_MODES})\b", re.IGNORECASE)
_ABOUT = re.compile(r"\babout\b[^,.;\n]*", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:['/&#.][^\W_]+)*#?|[,.;\n]")
_NOT = frozenset(("no", "without", "minus", "zero", "lose", "drop", "skip", "omit", "remove"))
_LINKS = frozenset(("or", "nor", "any", "the", "a"))
_SIGNS = {"#": "#", "♯": "#", "♭": "b", "b": "b", "sharp": "#", "flat": "b", "": ""}
_FULL_NAMES = {"maj": "major", "min": "minor", "aeolian": "minor", "ionian": "major"}

FILLER = frozenset(
    """
    a accompaniment an and any are as at background backing based be beautiful begin begins between bpm bridge but by can
    character chorus classic clean clear clip contemporary cool create crisp day deep do driven elements end ending energy
    evening ever fairly fat feat featuring feel feeling feels for from full get give good great has have heavy high hook i in
    influenced influences inspired into intro is it its key kind lead led like little live long lots low make makes me melody
    mix modern mood moods more morning most much music musical my new nice night not of off on one or other our outro over
    part parts piece please plus polished produced production punchy quality raw really recorded rhythm section sections
    session short should simple slightly small smooth so some something song sort sound sounding sounds start starts studio
    style styled subtle summer super sweeping tempo than that the their them theme themed then there these thick thin this
    tight time to tone touch track tune two up us use using verse very vibe vibes want was way well where which while will
    winter with without would you your
    """.split()  # noqa: SIM905
)
"""Words that describe nothing the engine could play, so that they are no unknown words."""


def understand(sound: str) -> Description:
    """What a description means to the engine: `92 bpm lofi in D minor with nylon guitar, no drums`."""
    description, rest = _numbers(sound[:4000])
    return _Reading(description).read(rest)


def _numbers(sound: str) -> tuple[Description, str]:
    """Tempo and key, which are written rather than named; the text without them."""
    description = Description()
    text = _ABOUT.sub(" , ", sound)
    if found := _TEMPO.search(text):
        description = replace(description, bpm=min(300.0, max(30.0, float(found[1] or found[2]))))
        text = _TEMPO.sub(" ", text)
    if found := _KEY.search(text):
        sign = _SIGNS[(found[2] or "").strip(" -").lower()]
        description = replace(description, tonic=found[1].upper() + sign, mode=_mode(found[3]))
        text = text[: found.start()] + " " + text[found.end() :]
    elif found := _SHORT_KEY.search(text):
        description = replace(description, tonic=found[1] + _SIGNS[found[2] or ""], mode="minor" if found[3] else "")
        text = text[: found.start()] + " " + text[found.end() :]
    if not description.mode and (found := _MODE.search(text)):
        description = replace(description, mode=_mode(found[1]))
    return description, _MODE.sub(" ", text)


def _mode(word: str) -> str:
    name = _FULL_NAMES.get(word.lower(), word.lower())
    return name if name in SCALES else "minor"


class _Reading:
    """One pass over the words."""

    def __init__(self, description: Description) -> None:
        self.description = description
        self.styles: list[tuple[int, str]] = []
        self.clause = 0
        self.negated = False

    def read(self, text: str) -> Description:
        words = _WORD.findall(plain(text).replace("\n", " , "))
        at = 0
        while at < len(words):
            at += self._step(words, at)
        self._settle_styles()
        return self.description

    def _step(self, words: list[str], at: int) -> int:
        """Reads what begins at a word; how many words it took."""
        word = words[at]
        if word in ",.;":
            self.clause, self.negated = self.clause + 1, False
            return 1
        for length in range(min(longest(), len(words) - at), 0, -1):
            phrase = " ".join(words[at : at + length])
            if found := meaning(phrase):
                following = words[at + length] if at + length < len(words) else ""
                return length + self._take(found, phrase, following)
        if word in _NOT:
            self.negated = True
        elif word == "solo" and at + 1 < len(words) and meaning(words[at + 1]):
            self.description = replace(self.description, forms=self.description.forms | {"only"})
        elif word.endswith("less") and (lacking := meaning(word[:-4])):
            self.negated = True
            self._take(lacking, word, "")
            self.negated = False
        elif word not in _LINKS:
            self.negated = False
            self._puzzle(word)
        return 1

    def _take(self, found: tuple[Meaning, ...], phrase: str, following: str) -> int:
        """Notes what a phrase means; how many words beyond it were needed."""
        kinds = dict(found)
        if self.negated:
            silent = {name for kind, name in found if kind in ("instrument", "nearest", "kit", "voice", "role", "form")}
            self.description = replace(self.description, without=self.description.without | silent)
            return 0
        if "style" in kinds and following in ("drums", "beat", "beats", "drum", "percussion", "kit", "hats"):
            self.description = replace(self.description, beat=kinds["style"])
            return 1
        for kind, name in found:
            self._note(kind, name, phrase, alone="style" not in kinds)
        return 0

    def _note(self, kind: str, name: str, phrase: str, alone: bool) -> None:
        description = self.description
        match kind:
            case "style":
                self.styles.append((self.clause, name))
            case "instrument" | "nearest" if name not in description.instruments:
                nearest = {**description.nearest, name: phrase} if kind == "nearest" else description.nearest
                self.description = replace(description, instruments=(*description.instruments, name), nearest=nearest)
            case "kit" if alone:
                self.description = replace(description, kit=description.kit or name)
            case "voice" if not description.voice:
                self.description = replace(description, voice=name)
            case "role":
                self.description = replace(
                    description,
                    sung=description.sung or name == "vocals",
                    asked=description.asked | {name},
                    instruments=_with_role(description.instruments, name),
                )
            case "mood" if name not in description.moods:
                self.description = replace(description, moods=(*description.moods, name))
            case "pace":
                self.description = replace(description, pace=name)
            case "marking":
                self.description = replace(description, marking=name)
            case "form":
                self.description = replace(description, forms=description.forms | {name})

    def _puzzle(self, word: str) -> None:
        """A word that means nothing as it stands: a slip of the pen, or one we do not know."""
        if word in FILLER or word.isdigit() or len(word) < 3:
            return
        if len(word) >= 5 and word.isascii():
            close = difflib.get_close_matches(word, _spellings(), 1, 0.84)
            if close:
                self._take(meaning(close[0]), word, "")
                return
        if word not in self.description.unknown_words:
            self.description = replace(self.description, unknown_words=(*self.description.unknown_words, word))

    def _settle_styles(self) -> None:
        """The head of the first clause that names a style leads (`folk rock` is rock); another one flavours it."""
        beat = self.description.beat
        if not self.styles:
            self.description = replace(self.description, style=beat, beat="")
            return
        first = self.styles[0][0]
        head = [name for clause, name in self.styles if clause == first][-1]
        others = [name for _, name in self.styles if name != head]
        self.description = replace(
            self.description, style=head, flavour=others[0] if others else "", beat=beat if beat != head else ""
        )


def _with_role(instruments: tuple[str, ...], role: str) -> tuple[str, ...]:
    """A guitar named without its kind is kept as the word; the band decides which."""
    return (*instruments, "guitar") if role == "guitar" and not any("guitar" in name for name in instruments) else instruments


def _spellings() -> list[str]:
    return sorted(
        phrase
        for phrase, found in meanings().items()
        if " " not in phrase and len(phrase) >= 5 and found[0][0] in ("style", "instrument", "nearest", "voice")
    )
