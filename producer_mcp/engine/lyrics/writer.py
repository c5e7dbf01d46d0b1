"""Writes lyrics for an idea: verses, a chorus that returns and a bridge, with rhymes and lines of about the same length."""

import random
import re
from dataclasses import dataclass, field

from ..seeds import dice
from .idea import LyricIdea, read_idea
from .rhymes import COMMON, families
from .syllables import syllable_count
from .templates import BRIDGE, CHORUS, HOOKS, TITLES, VERSE

Bank = dict[str, tuple[str, ...]]
"""Part of speech of the rhyme -> templates of lines."""
CHORUS_LINE_SYLLABLES = 7
TRIES_PER_TEMPLATE = 4
MAX_TITLE_CHARS = 60
_SMALL_TITLE_WORDS = ("and", "the", "for", "of", "in", "on", "by", "to", "a", "at")


def write_lyrics(idea: str, seed: str = "") -> tuple[str, str]:
    """A title, and lyrics with `[Verse 1]`, `[Chorus]` and `[Bridge]` markers. The same idea and seed give the same song."""
    about = read_idea(idea, f"{seed}/{idea}")
    writer = _SongWriter(about, dice(seed, "lyrics", idea))
    scheme = writer.chance.choice(("aabb", "abab"))
    length = writer.chance.choice((8, 9, 10))
    verses = [writer.stanza(VERSE, scheme, length) for _ in range(2)]
    chorus = writer.chorus()
    bridge = writer.stanza(BRIDGE, "aa", length)
    title = writer.title()
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
class _SongWriter:
    """Writes one song, and avoids templates, rhymes and images that it has used."""

    about: LyricIdea
    chance: random.Random
    used: set[str] = field(default_factory=set)
    """Templates of lines, sounds of rhymes, and words of more than three letters."""

    def stanza(self, bank: Bank, scheme: str, length: int) -> list[str]:
        """Lines that rhyme by the scheme (`abab`), each of about `length` syllables; one of them names the idea."""
        rhymes = {letter: self._rhymes(scheme.count(letter), bank) for letter in sorted(set(scheme))}
        ends = [rhymes[letter].pop(0) for letter in scheme]
        naming = self.chance.randrange(len(ends))
        return [_sentence(self._line(bank, *end, length, of_idea=place == naming)) for place, end in enumerate(ends)]

    def chorus(self) -> list[str]:
        """Four lines, of which the first and the third begin with the hook; a long hook gets lines of its own."""
        hook = self._fill(self.chance.choice(HOOKS), "")
        lines = [self._line(CHORUS, *rhyme, CHORUS_LINE_SYLLABLES) for rhyme in self._rhymes(4, CHORUS)]
        if syllable_count(hook) >= 6:
            return [_sentence(line) for line in (lines[0], hook, lines[1], lines[2], hook, lines[3])]
        return [_sentence(line) for line in (f"{hook}, {_small(lines[0])}", lines[1], f"{hook}, {_small(lines[2])}", lines[3])]

    def title(self) -> str:
        """A title, with capitals on all but its small words."""
        template = self.chance.choice(TITLES)
        rhyme = self.chance.choice([end for end in self.about.imagery.ends if end not in self.about.name.lower()] or ["night"])
        words = self._fill(template.replace("{Rhyme}", rhyme).lower(), "").split()
        return " ".join(word if place and word in _SMALL_TITLE_WORDS else _sentence(word) for place, word in enumerate(words))[
            :MAX_TITLE_CHARS
        ]

    def _rhymes(self, wanted: int, bank: Bank) -> list[tuple[str, str]]:
        """Words, with their parts of speech, that rhyme on a sound not used before; preferably words that belong to the idea."""
        near = {*self.about.content_words, *self.about.imagery.ends}
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
        words.sort(key=lambda word: (word[0] not in self.about.content_words, word[0] not in near and self.chance.random() < 0.5))
        return words[:wanted]

    def _line(self, bank: Bank, rhyme: str, kind: str, length: int, of_idea: bool = False) -> str:
        """A line on a rhyme: of several tries the one whose length fits best and whose template and images are new."""
        best: tuple[float, str, str] | None = None
        templates = [template for template in bank[kind] if "{idea}" in template or not of_idea] or list(bank[kind])
        for template in self.chance.sample(templates, len(templates)):
            for _ in range(TRIES_PER_TEMPLATE):
                line = self._fill(template, rhyme)
                repetition = (
                    6.0 * (template in self.used)
                    + sum(1.2 for word in line.split() if word.lower() in self.used and len(word) > 3)
                    + 5.0 * _stammers(line)
                )
                difference = abs(syllable_count(line) - length)
                cost = difference * (2.0 if difference > 1 else 0.8) + repetition
                if best is None or cost < best[0]:
                    best = (cost, line, template)
        assert best is not None
        self.used.add(best[2])
        self.used.update(word.lower().strip(",.") for word in best[1].split() if len(word) > 3)
        return best[1]

    def _fill(self, template: str, rhyme: str) -> str:
        """A template with its slots filled, each with other words."""
        imagery = self.about.imagery
        filled = template
        for slot in ("one", "many", "where", "does", "feels"):
            words: tuple[str, ...] = getattr(imagery, slot)
            drawn = self.chance.sample(words, len(words)) if words else [self.about.name]
            drawn = [word for word in drawn if not rhyme or word.split()[-1] != rhyme] or drawn
            while f"{{{slot}}}" in filled:
                filled = filled.replace(f"{{{slot}}}", drawn.pop(0) if len(drawn) > 1 else drawn[0], 1)
        name = self.about.name if self.about.name[0].isupper() else self.about.name.lower()
        filled = (
            filled.replace("{R}", rhyme)
            .replace("{idea}", self.about.name_in_sentence)
            .replace("{Idea}", _sentence(self.about.name_in_sentence))
            .replace("{call}", name)
            .replace("{Call}", _sentence(name))
        )
        return re.sub(r"\b([Aa]) (?=[aeiou])", r"\1n ", filled)


def _stammers(line: str) -> bool:
    """Whether a line repeats a word by accident."""
    words = [word.lower().strip(",") for word in line.split()]
    if (len(words) > 1 and words[-1] in words[:-1]) or " ".join(words[-2:]) == "me me":
        return True
    long = [word for word in words if len(word) > 3]
    return len(long) != len(set(long)) and not line.startswith(("Hold", "Carry", "Let", "Show", "Breathe", "Sing"))


def _sentence(line: str) -> str:
    """The line with a capital."""
    return line[:1].upper() + line[1:]


def _small(line: str) -> str:
    """The line without a capital, as it stands after a comma."""
    return line if line.startswith(("I ", "I'")) else line[:1].lower() + line[1:]
