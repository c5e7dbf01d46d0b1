"""Lyrics written for an idea: verses, a chorus that returns, a bridge; they rhyme, they scan, and they stay with the idea."""

import random
import re
from dataclasses import dataclass, field

from ..seeds import dice
from .idea import LyricIdea, read_idea
from .rhymes import COMMON, families
from .syllables import syllable_count
from .templates import BRIDGE, CHORUS, HOOKS, TITLES, VERSE

Bank = dict[str, tuple[str, ...]]


def write_lyrics(idea: str, seed: str = "") -> tuple[str, str]:
    """A title and a text with `[Verse 1]`, `[Chorus]` and `[Bridge]` markers. The same idea and seed give the same song."""
    about = read_idea(idea, f"{seed}/{idea}")
    pen = _Pen(about, dice(seed, "lyrics", idea))
    scheme = pen.chance.choice(("aabb", "abab"))
    length = pen.chance.choice((8, 9, 10))
    verses = [pen.stanza(VERSE, scheme, length) for _ in range(2)]
    chorus = pen.chorus()
    bridge = pen.stanza(BRIDGE, "aa", length)
    title = pen.title()
    blocks = (
        ("Verse 1", verses[0]),
        ("Chorus", chorus),
        ("Verse 2", verses[1]),
        ("Chorus", chorus),
        ("Bridge", bridge),
        ("Chorus", chorus),
    )
    return title, "\n\n".join("\n".join((f"[{name}]", *lines)) for name, lines in blocks)


@dataclass
class _Pen:
    """Writes one song, never the same line, rhyme or picture twice if it can help it."""

    about: LyricIdea
    chance: random.Random
    used: set[str] = field(default_factory=set)

    def stanza(self, bank: Bank, scheme: str, length: int) -> list[str]:
        """Lines that rhyme by the scheme, each within a syllable of the length."""
        rhymes = {letter: self._rhymes(scheme.count(letter), bank) for letter in sorted(set(scheme))}
        ends = [rhymes[letter].pop(0) for letter in scheme]
        told = self.chance.randrange(len(ends))
        return [_sentence(self._line(bank, *end, length, of_idea=place == told)) for place, end in enumerate(ends)]

    def chorus(self) -> list[str]:
        """Four lines: the hook, its rhyme, the hook with another turn, the rhyme again."""
        hook = self._fill(self.chance.choice(HOOKS), "")
        lines = [self._line(CHORUS, *rhyme, 7) for rhyme in self._rhymes(4, CHORUS)]
        if syllable_count(hook) >= 6:
            return [_sentence(line) for line in (lines[0], hook, lines[1], lines[2], hook, lines[3])]
        return [_sentence(line) for line in (f"{hook}, {_small(lines[0])}", lines[1], f"{hook}, {_small(lines[2])}", lines[3])]

    def title(self) -> str:
        pattern = self.chance.choice(TITLES)
        words = self.about.call if len(self.about.call) > 3 else self.about.named
        rhyme = self.chance.choice([end for end in self.about.field.ends if end not in self.about.call.lower()] or ["night"])
        filled = self._fill(pattern.replace("{Rhyme}", rhyme).lower() if pattern != "{Call}" else "{call}", "")
        title = filled or words
        return " ".join(
            word if at and word in ("and", "the", "for", "of", "in", "on", "by", "to", "a", "at") else word[:1].upper() + word[1:]
            for at, word in enumerate(title.split())
        )[:60]

    def _rhymes(self, wanted: int, bank: Bank) -> list[tuple[str, str]]:
        """Words of one family that has not been used, of kinds the bank has lines for; a picture of the idea among them if one
        rhymes.
        """
        near = {*self.about.own, *self.about.field.ends}
        rows = {
            sound: [word for word in words if word[1] in bank and (word[0] in COMMON or word[0] in near)]
            for sound, words in families().items()
        }
        fresh = [sound for sound in sorted(rows) if sound not in self.used and len(rows[sound]) >= wanted]
        likely = [sound for sound in fresh if any(word in near for word, _ in rows[sound])]
        sound = self.chance.choice(likely if likely and self.chance.random() < 0.75 else fresh or ["ight"])
        self.used.add(sound)
        words = rows[sound]
        self.chance.shuffle(words)
        words.sort(key=lambda word: (word[0] not in self.about.own, word[0] not in near and self.chance.random() < 0.5))
        return words[:wanted]

    def _line(self, bank: Bank, rhyme: str, kind: str, length: int, of_idea: bool = False) -> str:
        """A line on a rhyme: of several tries the one whose length fits best and whose pattern and pictures are new."""
        best: tuple[float, str, str] | None = None
        patterns = [pattern for pattern in bank[kind] if "{idea}" in pattern or not of_idea] or list(bank[kind])
        for pattern in self.chance.sample(patterns, len(patterns)):
            for _ in range(4):
                line = self._fill(pattern, rhyme)
                worn = (
                    6.0 * (pattern in self.used)
                    + sum(1.2 for word in line.split() if word.lower() in self.used and len(word) > 3)
                    + 5.0 * _stammers(line)
                )
                cost = abs(syllable_count(line) - length) * (2.0 if abs(syllable_count(line) - length) > 1 else 0.8) + worn
                if best is None or cost < best[0]:
                    best = (cost, line, pattern)
        assert best is not None
        self.used.add(best[2])
        self.used.update(word.lower().strip(",.") for word in best[1].split() if len(word) > 3)
        return best[1]

    def _fill(self, pattern: str, rhyme: str) -> str:
        pictures = self.about.field
        slots = {
            "one": pictures.one,
            "many": pictures.many,
            "where": pictures.where,
            "does": pictures.does,
            "feels": pictures.feels,
        }
        filled = pattern
        for slot, words in slots.items():
            drawn = self.chance.sample(words, len(words)) if words else [self.about.call]
            drawn = [word for word in drawn if not rhyme or word.split()[-1] != rhyme] or drawn
            while f"{{{slot}}}" in filled:
                filled = filled.replace(f"{{{slot}}}", drawn.pop(0) if len(drawn) > 1 else drawn[0], 1)
        call = self.about.call if self.about.call[0].isupper() else self.about.call.lower()
        filled = (
            filled.replace("{R}", rhyme)
            .replace("{idea}", self.about.named)
            .replace("{Idea}", _sentence(self.about.named))
            .replace("{call}", call)
            .replace("{Call}", _sentence(call))
        )
        return re.sub(r"\b([Aa]) (?=[aeiou])", r"\1n ", filled)


def _stammers(line: str) -> bool:
    words = [word.lower().strip(",") for word in line.split()]
    if (len(words) > 1 and words[-1] in words[:-1]) or " ".join(words[-2:]) == "me me":
        return True
    long = [word for word in words if len(word) > 3]
    return len(long) != len(set(long)) and not line.startswith(("Hold", "Carry", "Let", "Show", "Breathe", "Sing"))


def _sentence(line: str) -> str:
    return line[:1].upper() + line[1:]


def _small(line: str) -> str:
    return line if line.startswith(("I ", "I'")) else line[:1].lower() + line[1:]
