"""What was understood of a description of a sound, and what was not."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Description:
    """What a description says. Nothing in it is guessed: what the description does not say is empty."""

    style: str = ""
    """A name in `styles.STYLES`."""
    flavour: str = ""
    """A second style that was named beside the first: `soul with a touch of jazz`."""
    beat: str = ""
    """A style whose drums were asked for (`trap drums`)."""
    bpm: float | None = None
    marking: str = ""
    """An Italian tempo mark, a name in `mood_words.MARKINGS`: `allegro`."""
    pace: str = ""
    """A tempo word, a name in `mood_words.PACES`: `slow`."""
    tonic: str = ""
    """`D`, `F#`."""
    mode: str = ""
    """`major`, `minor` or another mode of `keys.SCALES`."""
    moods: tuple[str, ...] = ()
    """Names in `mood_words.MOODS`."""
    instruments: tuple[str, ...] = ()
    """Names in `catalogue.INSTRUMENTS`, and `guitar` for one of no kind."""
    kit: str = ""
    """A name in `catalogue.KITS`."""
    voice: str = ""
    """A name in `catalogue.VOICES`."""
    sung: bool = False
    """Whether a voice was asked for without saying which."""
    asked_roles: frozenset[str] = frozenset()
    """Places in the band (names in `phrases.ROLES`) that were asked for."""
    without: frozenset[str] = frozenset()
    """Instruments, kits, voices and places in the band that should be silent."""
    forms: frozenset[str] = frozenset()
    """Names in `mood_words.FORMS`: `fade out`, `sparse`."""
    nearest: dict[str, str] = field(default_factory=dict)
    """Instrument that plays -> the word for an instrument the engine does not have, for which it stands in."""
    unknown_words: tuple[str, ...] = ()
    """Words that mean nothing to the engine, each once, in their order and in lower case."""

    @property
    def wants_no_voice(self) -> bool:
        """Whether it says that nobody should sing: `no vocals`, `instrumental`."""
        return "vocals" in self.without or "instrumental" in self.forms
