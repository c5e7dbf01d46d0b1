"""What was understood, in words: only what is really in the score."""

from ..catalogue import KITS, VOICES
from ..prompt import Description
from ..score import Part
from .plan import Plan

MAX_UNKNOWN_WORDS = 4
"""Of a description of which little is understood, the first words are enough to say so."""

_SAID = {
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


def unknown_words(description: Description) -> tuple[str, ...]:
    """The first words of a description that mean nothing to the engine, at most `MAX_UNKNOWN_WORDS`, in lower case."""
    return description.unknown_words[:MAX_UNKNOWN_WORDS]


def summarise(plan: Plan, parts: tuple[Part, ...], *remarks: str) -> str:
    """`92 bpm, D minor, lofi, calm: rhodes, upright bass, brushed kit, female voice; fades out; not understood: kazoo`."""
    description = plan.description
    metre = f"{plan.beats}/4" if plan.beats != 4 else ""
    flavour = f"with a touch of {description.flavour}" if description.flavour and description.flavour != plan.style.name else ""
    first = ", ".join(
        word
        for word in (
            f"{plan.bpm:g} bpm",
            str(plan.key),
            " ".join(filter(None, (plan.style.name, flavour))),
            metre,
            *description.moods,
        )
        if word
    )
    said = [_SAID[form] for form in _SAID if form in description.forms]
    nearest = [
        f"{say(name)} for {word}" for name, word in description.nearest.items() if any(part.instrument == name for part in parts)
    ]
    unknown = ", ".join(unknown_words(description))
    return "; ".join(
        filter(
            None,
            (
                f"{first}: {players(parts) or 'silence'}",
                *said,
                *nearest,
                *remarks,
                unknown and f"not understood: {unknown}",
            ),
        )
    )


def players(parts: tuple[Part, ...]) -> str:
    """The instruments that play, each once, the voice last."""
    names = dict.fromkeys(say(part.instrument) for part in sorted(parts, key=_rank))
    return ", ".join(names)


def _rank(part: Part) -> int:
    return {"comp": 0, "pad": 1, "lead": 1, "bass": 2, "drums": 3, "percussion": 3}.get(part.role, 4)


def say(instrument: str) -> str:
    """A name as a musician writes it: `upright bass`."""
    row = VOICES.get(instrument) or KITS.get(instrument)
    return (row.label if row else "") or instrument.replace("_", " ")
