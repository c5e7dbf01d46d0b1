"""Reads descriptions of sound from left to right; at every word the longest phrase that has a meaning is taken."""

import difflib
import re
from dataclasses import replace

from ..theory.keys import SCALES
from .description import Description
from .phrases import Meaning, max_phrase_words, meaning, meanings, plain

MAX_DESCRIPTION_CHARS = 4000
MIN_UNKNOWN_WORD_CHARS = 3
MIN_MISSPELLED_WORD_CHARS = 5
MIN_SPELLING_SIMILARITY = 0.84
"""How close (0 … 1) a misspelled word must be to the word that is meant."""
MIN_BPM, MAX_BPM = 30.0, 300.0

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
_NEGATIONS = frozenset(("no", "without", "minus", "zero", "lose", "drop", "skip", "omit", "remove"))
_LINKS = frozenset(("or", "nor", "any", "the", "a"))
"""Words over which a negation reaches on: `no drums or bass`."""
_DRUM_WORDS = ("drums", "beat", "beats", "drum", "percussion", "kit", "hats")
"""After the name of a style they ask for its drums alone."""
_NEGATABLE_KINDS = ("instrument", "nearest", "kit", "voice", "role", "form")
_SIGNS = {"#": "#", "♯": "#", "♭": "b", "b": "b", "sharp": "#", "flat": "b", "": ""}
_FULL_NAMES = {"maj": "major", "min": "minor", "aeolian": "minor", "ionian": "major"}

_FILLER = frozenset(
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
"""Words that say nothing about the music; they are not counted as unknown."""


def understand(sound: str) -> Description:
    """What a description says: `92 bpm lofi in D minor with nylon guitar, no drums`. Reads its first 4,000 characters."""
    description, rest = _tempo_and_key(sound[:MAX_DESCRIPTION_CHARS])
    return _Parser(description).read(rest)


def _tempo_and_key(sound: str) -> tuple[Description, str]:
    """Tempo and key, which follow a pattern instead of a table of words, and the text without them."""
    description = Description()
    text = _ABOUT.sub(" , ", sound)
    if match := _TEMPO.search(text):
        description = replace(description, bpm=min(MAX_BPM, max(MIN_BPM, float(match[1] or match[2]))))
        text = _TEMPO.sub(" ", text)
    if match := _KEY.search(text):
        sign = _SIGNS[(match[2] or "").strip(" -").lower()]
        description = replace(description, tonic=match[1].upper() + sign, mode=_mode(match[3]))
        text = text[: match.start()] + " " + text[match.end() :]
    elif match := _SHORT_KEY.search(text):
        description = replace(description, tonic=match[1] + _SIGNS[match[2] or ""], mode="minor" if match[3] else "")
        text = text[: match.start()] + " " + text[match.end() :]
    if not description.mode and (match := _MODE.search(text)):
        description = replace(description, mode=_mode(match[1]))
    return description, _MODE.sub(" ", text)


def _mode(word: str) -> str:
    """The mode that a word such as `maj` or `aeolian` names."""
    name = _FULL_NAMES.get(word.lower(), word.lower())
    return name if name in SCALES else "minor"


class _Parser:
    """One pass over the words of a description."""

    def __init__(self, description: Description) -> None:
        self.description = description
        self.styles: list[tuple[int, str]] = []
        """Styles that were named, each with the number of its clause."""
        self.clause = 0
        self.negated = False
        """Whether what follows is to be left out."""

    def read(self, text: str) -> Description:
        """The description with everything that the text says."""
        words = _WORD.findall(plain(text).replace("\n", " , "))
        at = 0
        while at < len(words):
            at += self._step(words, at)
        self._settle_styles()
        return self.description

    def _step(self, words: list[str], at: int) -> int:
        """Reads the phrase that begins at a word; returns how many words it has."""
        word = words[at]
        if word in ",.;":
            self.clause, self.negated = self.clause + 1, False
            return 1
        for length in range(min(max_phrase_words(), len(words) - at), 0, -1):
            phrase = " ".join(words[at : at + length])
            if phrase_meanings := meaning(phrase):
                following = words[at + length] if at + length < len(words) else ""
                return length + self._take(phrase_meanings, phrase, following)
        if word in _NEGATIONS:
            self.negated = True
        elif word == "solo" and at + 1 < len(words) and meaning(words[at + 1]):
            self.description = replace(self.description, forms=self.description.forms | {"only"})
        elif word.endswith("less") and (lacking := meaning(word[:-4])):
            self.negated = True
            self._take(lacking, word, "")
            self.negated = False
        elif word not in _LINKS:
            self.negated = False
            self._take_unknown(word)
        return 1

    def _take(self, meanings: tuple[Meaning, ...], phrase: str, following: str) -> int:
        """Adds what a phrase means to the description; returns how many of the words after it belong to it."""
        kinds = dict(meanings)
        if self.negated:
            silent = {name for kind, name in meanings if kind in _NEGATABLE_KINDS}
            self.description = replace(self.description, without=self.description.without | silent)
            return 0
        if "style" in kinds and following in _DRUM_WORDS:
            self.description = replace(self.description, beat=kinds["style"])
            return 1
        for kind, name in meanings:
            self._add(kind, name, phrase, alone="style" not in kinds)
        return 0

    def _add(self, kind: str, name: str, phrase: str, alone: bool) -> None:
        """Adds one meaning; `alone` says that the phrase does not also name a style."""
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
                    asked_roles=description.asked_roles | {name},
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

    def _take_unknown(self, word: str) -> None:
        """Takes a word without a meaning for the misspelling of one that is close to it, or keeps it as unknown."""
        if word in _FILLER or word.isdigit() or len(word) < MIN_UNKNOWN_WORD_CHARS:
            return
        if len(word) >= MIN_MISSPELLED_WORD_CHARS and word.isascii():
            close = difflib.get_close_matches(word, _spellings(), n=1, cutoff=MIN_SPELLING_SIMILARITY)
            if close:
                self._take(meaning(close[0]), word, "")
                return
        if word not in self.description.unknown_words:
            self.description = replace(self.description, unknown_words=(*self.description.unknown_words, word))

    def _settle_styles(self) -> None:
        """The last style of the first clause that names one is the style (`folk rock` is rock); another one is its flavour."""
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
    """The instruments with `guitar` for a guitar of no kind; the band decides which one it is."""
    return (*instruments, "guitar") if role == "guitar" and not any("guitar" in name for name in instruments) else instruments


def _spellings() -> list[str]:
    """Single words for styles, instruments and voices, which a misspelled word may mean."""
    return sorted(
        phrase
        for phrase, kinds in meanings().items()
        if " " not in phrase
        and len(phrase) >= MIN_MISSPELLED_WORD_CHARS
        and kinds[0][0] in ("style", "instrument", "nearest", "voice")
    )
