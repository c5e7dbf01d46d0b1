"""Families of styles: neighbours by ear, and what they share."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Family:
    """Styles that a listener takes for neighbours; a cover finds a near or a far style by it."""

    name: str
    moods: tuple[str, ...]
    """Words for moods that suit it; an enriched description gets one of them."""
    guitar: str = "nylon_guitar"
    """The instrument meant by `guitar` where a style has none of its own."""
    silent_breaks: bool = False
    """Whether drums, bass and lead are silent in breaks."""
    quiet_intro: bool = False
    """Whether the lead waits until the intro is over."""


CALM = Family("calm", moods=("calm", "dreamy", "nostalgic"))
ACOUSTIC = Family("acoustic", moods=("warm", "nostalgic", "gentle"))
BAND = Family("band", moods=("groovy", "happy", "uplifting"), guitar="electric_guitar")
LOUD = Family("loud", moods=("energetic", "aggressive", "driving"), guitar="electric_guitar", quiet_intro=True)
BEATS = Family("beats", moods=("mellow", "dark", "nostalgic"), quiet_intro=True)
DANCE = Family(
    "dance", moods=("energetic", "euphoric", "hypnotic"), guitar="electric_guitar", silent_breaks=True, quiet_intro=True
)
ORCHESTRAL = Family("orchestral", moods=("majestic", "tense", "dramatic"))
SWING = Family("swing", moods=("playful", "nostalgic", "lively"), guitar="electric_guitar")
LATIN = Family("latin", moods=("sunny", "groovy", "romantic"))
BASS = Family("bass", moods=("dark", "heavy", "menacing"), silent_breaks=True, quiet_intro=True)
BREAKS = Family("breaks", moods=("driving", "euphoric", "dreamy"), silent_breaks=True, quiet_intro=True)
RAGA = Family("raga", moods=("hypnotic", "serene", "mysterious"))
CHIP = Family("chip", moods=("playful", "energetic", "bright"))
