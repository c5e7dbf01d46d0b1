"""What was understood of a description, in one line of text that names only what is really in the score."""

from ..catalogue import KITS, VOICES
from ..prompt import Description
from ..score import Part
from .plan import Plan

MAX_UNKNOWN_WORDS = 4
"""How many words that were not understood are named."""

_FORM_TEXTS = {
    "fade out": "fades out",
    "fade in": "fades in",
    "quiet start": "starts quiet",
    "builds": "builds up",
    "sparse": "sparse",
    "full": "full",
    "swung": "swung",
    "dry": "dry",
    "reverb": "much reverb",
    "a cappella": "a cappella",
}
"""Words about the form, in the order in which a summary names them -> how it does."""
_ROLE_ORDER = {"comp": 0, "pad": 1, "lead": 1, "bass": 2, "drums": 3, "percussion": 3}
"""The order in which players are named; voices come last."""


def unknown_words(description: Description) -> tuple[str, ...]:
    """The first words of a description that mean nothing to the engine, at most `MAX_UNKNOWN_WORDS`, in lower case."""
    return description.unknown_words[:MAX_UNKNOWN_WORDS]


def summarise(plan: Plan, parts: tuple[Part, ...], *remarks: str) -> str:
    """`92 bpm, D minor, lofi, calm: rhodes, upright bass, brushed kit, female voice; fades out; not understood: kazoo`."""
    description = plan.description
    style = plan.style.name
    if description.flavour and description.flavour != style:
        style = f"{style} with a touch of {description.flavour}"
    metre = f"{plan.beats_per_bar}/4" if plan.beats_per_bar != 4 else ""
    music = ", ".join(filter(None, (f"{plan.bpm:g} bpm", str(plan.key), style, metre, *description.moods)))
    played = {part.instrument for part in parts}
    unknown = ", ".join(unknown_words(description))
    clauses = (
        f"{music}: {_players(parts) or 'silence'}",
        *(text for form, text in _FORM_TEXTS.items() if form in description.forms),
        *(f"{_plain(name)} for {word}" for name, word in description.nearest.items() if name in played),
        *remarks,
        f"not understood: {unknown}" if unknown else "",
    )
    return "; ".join(filter(None, clauses))


def _players(parts: tuple[Part, ...]) -> str:
    """The instruments that play, each once, the voices last."""
    in_order = sorted(parts, key=lambda part: _ROLE_ORDER.get(part.role, 4))
    return ", ".join(dict.fromkeys(_plain(part.instrument) for part in in_order))


def _plain(instrument: str) -> str:
    """The name of an instrument, a kit or a voice as a musician writes it: `upright bass`."""
    row = VOICES.get(instrument) or KITS.get(instrument)
    return (row.label if row else "") or instrument.replace("_", " ")
