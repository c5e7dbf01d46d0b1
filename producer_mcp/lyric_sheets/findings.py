"""What was found in a sheet that had to be guessed at, for the caller to check."""

from dataclasses import dataclass, field

from ..safe_text import MAX_TITLE_CHARS, line

MAX_EXAMPLES = 4
MAX_EXAMPLE_CHARS = 40

REMARKS = {
    "escapes": "backslashes in it were read as line breaks and quotation marks",
    "talk": "taken for talk around the words, not sung: {}",
    "about": "taken for remarks on the song, not sung; if they matter, say them in sound: {}",
    "title": "taken for the title, not sung: {}",
    "mark": "taken for section marks: {}",
    "unknown": "kept, but no section marks or directions that are known: {}",
    "direction": "heard as directions, not sung: {}",
    "chord": "chords were left out: {}",
    "list": "bullets and numbers before its lines were left out",
    "repeat": "repeats were written out: {}",
    "time": "times were left out: {}",
}
"""Kind of guess -> how it is told, with the places for examples."""


@dataclass(slots=True)
class Findings:
    """Collects what was guessed, in the order in which it is told."""

    examples: dict[str, dict[str, None]] = field(default_factory=dict)
    """Kind of guess -> its examples, each once."""
    title: str = ""

    def note(self, kind: str, example: str = "") -> None:
        """Remember one guess of a kind of `REMARKS`."""
        self.examples.setdefault(kind, {}).setdefault(example.strip())

    def note_title(self, title: str) -> None:
        """Remember a title; the first one counts."""
        self.title = self.title or line(title.strip(" \t\"'“”„«»《》*_#"), MAX_TITLE_CHARS)
        self.note("title", title)

    def remarks(self) -> tuple[str, ...]:
        """A sentence for each kind of guess."""
        return tuple(
            f"lyrics: {text.format(_listed(self.examples[kind]))}." for kind, text in REMARKS.items() if kind in self.examples
        )


def _listed(examples: dict[str, None]) -> str:
    """`“a”, “b” and 3 more`."""
    shown = [f"“{line(example, MAX_EXAMPLE_CHARS)}”" for example in list(examples)[:MAX_EXAMPLES]]
    more = len(examples) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")
