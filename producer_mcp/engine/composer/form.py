"""The form of a piece: passages one after another, from the markers in the lyrics or the habits of the style."""

from dataclasses import replace
from itertools import cycle

from ..lyrics.sheet import Stanza, shorter_breaths
from ..lyrics.syllables import syllable_count
from ..passage import Passage, Phrase
from ..styles.style import Style

_ENERGIES = {
    "intro": 0.35,
    "verse": 0.5,
    "prechorus": 0.62,
    "chorus": 0.85,
    "hook": 0.8,
    "drop": 0.95,
    "bridge": 0.55,
    "solo": 0.78,
    "theme": 0.6,
    "interlude": 0.5,
    "break": 0.3,
    "build": 0.62,
    "outro": 0.4,
}
"""How full a kind of passage is played, 0 … 1."""
ENERGY_PER_RETURN = 0.05
"""What a kind of passage gains in energy each time it comes back."""
MIN_ENERGY = 0.15

_TITLES = {"prechorus": "Pre-Chorus"}
_NUMBERED_KINDS = ("verse", "theme")
MIN_SECONDS, MAX_SECONDS = 60.0, 180.0
"""How long a piece lasts at least and at most when no length is asked for."""
MAX_SUNG_SECONDS = 360.0
"""How long a song may last instead, if its lyrics cannot be sung in less."""
MIN_SYLLABLE_SECONDS = 0.13
"""No syllable is sung faster than this."""
SHORT_BREATH_SYLLABLES = 12
"""Lines are cut into pieces of so many syllables where even the densest singing takes too long."""
INTRO_BARS, LONG_INTRO_BARS, OUTRO_BARS = 4, 8, 4
SHORT_PIECE_BARS = 16
"""A piece of fewer bars has no room for an intro and an outro."""


def of_lyrics(
    stanzas: tuple[Stanza, ...],
    style: Style,
    wanted_bars: int | None,
    *,
    bpm: float,
    beats_per_bar: int,
    framed: bool = True,
    long_intro: bool = False,
) -> tuple[Passage, ...]:
    """The passages of a song, `wanted_bars` long if that is given.

    Where the length asks for it, lines are sung more densely and the song is cut off. `framed` adds an intro and an outro.
    """
    bar = beats_per_bar * 60.0 / bpm
    body = _sung_body(stanzas, style, bpm, beats_per_bar, wanted_bars if wanted_bars is not None else MAX_SECONDS / bar)
    whole = _framed(body, style, wanted_bars, long_intro) if framed else body
    if wanted_bars is None:
        if not framed:
            return whole
        longest = max(int(MAX_SECONDS / bar), min(_bars(body), int(MAX_SUNG_SECONDS / bar)))
        wanted_bars = min(max(_bars(whole), _whole_fours(MIN_SECONDS, bar)), longest)
    return fit(whole, wanted_bars, style)


def of_style(
    style: Style, wanted_bars: int | None, *, bpm: float, beats_per_bar: int, long_intro: bool = False
) -> tuple[Passage, ...]:
    """The passages of a piece without words, `wanted_bars` long if that is given."""
    bar = beats_per_bar * 60.0 / bpm
    whole = tuple(Passage(kind, title(kind), bars * (2 if kind == "intro" and long_intro else 1)) for kind, bars in style.form)
    if wanted_bars is None:
        wanted_bars = min(max(_bars(whole), _whole_fours(MIN_SECONDS, bar)), int(MAX_SECONDS / bar))
    return fit(whole, wanted_bars, style)


def title(kind: str) -> str:
    """What a section of a kind is called: `Pre-Chorus`."""
    return _TITLES.get(kind, kind.capitalize())


def energy_of(kind: str, occurrence: int) -> float:
    """The energy, 0 … 1, of a kind of passage when it comes for the first, second, … time."""
    return min(1.0, _ENERGIES.get(kind, 0.5) + ENERGY_PER_RETURN * (occurrence - 1))


def _bars(passages: tuple[Passage, ...] | list[Passage]) -> int:
    return sum(passage.bars for passage in passages)


def _whole_fours(seconds: float, bar: float) -> int:
    """The smallest multiple of four bars that lasts at least so many seconds."""
    return 4 * -int(-seconds // (4 * bar))


def _sung_body(
    stanzas: tuple[Stanza, ...], style: Style, bpm: float, beats_per_bar: int, most_bars: float
) -> tuple[Passage, ...]:
    """The stanzas on their bars: at the pace of the style, else denser, else in short breaths, until they fit."""
    paces = [
        pace
        for pace in (style.syllable_beats, style.syllable_beats / 2, 0.25, 0.125)
        if pace <= style.syllable_beats and pace * 60.0 / bpm >= MIN_SYLLABLE_SECONDS
    ] or [style.syllable_beats]
    body: tuple[Passage, ...] = ()
    for pace in paces:
        body = tuple(_sung(stanza, style, pace, beats_per_bar) for stanza in stanzas)
        if _bars(body) <= most_bars:
            return body
    return tuple(_sung(shorter_breaths(stanza, SHORT_BREATH_SYLLABLES), style, paces[-1], beats_per_bar) for stanza in stanzas)


def _sung(stanza: Stanza, style: Style, pace: float, beats_per_bar: int) -> Passage:
    """A stanza on its bars; every line gets as many bars as the longest line needs at `pace` beats a syllable."""
    lines = [line for line in stanza.lines if syllable_count(line)]
    if not lines:
        unsung = (
            style.harmony_bars if stanza.kind in ("solo", "verse") else 4 if stanza.kind in ("intro", "outro", "break") else 8
        )
        return Passage(stanza.kind, stanza.name, unsung)
    need = max((syllable_count(line) - 1) * pace + 1.0 for line in lines)
    bars_of_line = next((bars for bars in (1, 2, 4, 8, 16) if bars * beats_per_bar >= need), 32)
    if pace >= 0.5 and bars_of_line == 1 and len(lines) < 4:
        bars_of_line = 2
    turn = style.harmony_bars if stanza.kind == "verse" else 4
    bars = turn * -(-bars_of_line * len(lines) // turn)
    beats_of_line = max(bars_of_line, bars // len(lines)) * beats_per_bar
    phrases = tuple(Phrase(line, float(row * beats_of_line), float(beats_of_line)) for row, line in enumerate(lines))
    return Passage(stanza.kind, stanza.name, bars, phrases=phrases)


def _framed(body: tuple[Passage, ...], style: Style, wanted_bars: int | None, long_intro: bool) -> tuple[Passage, ...]:
    """The song with an intro and an outro if it brings none and there is room."""
    room = None if wanted_bars is None else wanted_bars - _bars(body)
    intro = LONG_INTRO_BARS if long_intro else min(INTRO_BARS, dict(style.form).get("intro", INTRO_BARS) or INTRO_BARS)
    whole = body
    if body and body[0].kind != "intro" and (room is None or room >= intro):
        whole = (Passage("intro", "Intro", intro), *whole)
    if body and body[-1].kind != "outro" and (room is None or room >= intro + OUTRO_BARS):
        whole = (*whole, Passage("outro", "Outro", OUTRO_BARS))
    return whole


def place(passages: tuple[Passage, ...], bpm: float, beats_per_bar: int) -> tuple[Passage, ...]:
    """The passages in time, one after another from second 0, each with a name of its own and its energy."""
    bar = beats_per_bar * 60.0 / bpm
    occurrences: dict[str, int] = {}
    placed: list[Passage] = []
    bars = 0
    numbered = {kind for kind in _NUMBERED_KINDS if sum(passage.kind == kind for passage in passages) > 1}
    for passage in passages:
        occurrence = occurrences[passage.kind] = occurrences.get(passage.kind, 0) + 1
        needs_number = passage.kind in numbered and passage.name == title(passage.kind)
        passage = replace(
            _without_cut_lines(passage, beats_per_bar),
            name=f"{passage.name} {occurrence}" if needs_number else passage.name,
            energy=energy_of(passage.kind, occurrence),
            at=bars * bar,
            seconds=passage.bars * bar,
            bpm=bpm,
        )
        placed.append(passage)
        bars += passage.bars
    return tuple(placed)


def _without_cut_lines(passage: Passage, beats_per_bar: int) -> Passage:
    """The passage without the lines that no longer fit into its bars."""
    room = passage.bars * beats_per_bar
    return replace(passage, phrases=tuple(phrase for phrase in passage.phrases if phrase.beat + phrase.beats <= room + 1e-6))


def shape(passages: tuple[Passage, ...], forms: frozenset[str], shift: float) -> tuple[Passage, ...]:
    """The passages with the energies that words about the form ask for (`builds`, `quiet start`, `sparse`, `full`).

    `shift` is what the moods add to every energy.
    """
    shift += 0.15 * ("full" in forms) - 0.2 * ("sparse" in forms)
    length = passages[-1].until or 1.0
    shaped: list[Passage] = []
    for number, passage in enumerate(passages):
        energy = passage.energy + shift
        if "builds" in forms and passage.kind != "outro":
            energy = 0.3 + 0.7 * (passage.at + passage.seconds / 2) / length
        if "quiet start" in forms and (number == 0 or passage.at < 0.1 * length):
            energy = min(0.25, energy)
        shaped.append(replace(passage, energy=max(MIN_ENERGY, min(1.0, energy))))
    return tuple(shaped)


def fit(passages: tuple[Passage, ...], bars: int, style: Style) -> tuple[Passage, ...]:
    """The piece in exactly `bars` bars: longer by repeating its body, shorter by leaving out what it can do without."""
    total = _bars(passages)
    if not passages:
        return (Passage("theme", "Theme", bars),)
    if total < bars:
        return _longer(list(passages), bars - total, style)
    return _shorter(list(passages), total - bars) if total > bars else passages


def _longer(passages: list[Passage], missing: int, style: Style) -> tuple[Passage, ...]:
    """Repeats the body, after a solo if it is sung, before the outro; what is left of a turn lengthens the last passage."""
    ending = [passages.pop()] if passages[-1].kind == "outro" else []
    body = [passage for passage in passages if passage.kind != "intro"] or list(passages)
    body = body or [Passage("theme", "Theme", max(4, style.harmony_bars))]
    if any(passage.phrases for passage in body):
        body = [Passage("solo", "Solo", 12 if style.harmony_bars == 12 else max(8, style.harmony_bars)), *body]
    again = cycle(body)
    while missing >= 4:
        extra = next(again)
        if extra.bars > missing:
            extra = replace(extra, kind="interlude", name="Interlude", bars=missing - missing % 4, phrases=())
        passages.append(extra)
        missing -= extra.bars
    whole = [*passages, *ending]
    return (*whole[:-1], replace(whole[-1], bars=whole[-1].bars + missing))


def _shorter(passages: list[Passage], excess: int) -> tuple[Passage, ...]:
    """Leaves out spare passages without words, the last ones first, and then cuts off the end before the outro."""
    sings = any(passage.phrases for passage in passages)
    is_short = _bars(passages) - excess < SHORT_PIECE_BARS
    spare = {"solo", "interlude", "break"}
    spare |= {"theme", "intro", "outro"} if sings else {"bridge", "build"}
    spare |= {"intro", "outro"} if is_short else set()
    for number in range(len(passages) - 1, -1, -1):
        passage = passages[number]
        is_spare = len(passages) > 1 and passage.kind in spare and not passage.phrases
        if is_spare and (passage.bars <= excess or (is_short and excess > 0)):
            excess -= passages.pop(number).bars
    if excess < 0:
        passages[-1] = replace(passages[-1], bars=passages[-1].bars - excess)
        excess = 0
    ending = [passages.pop()] if passages[-1].kind == "outro" and len(passages) > 1 and not passages[-1].phrases else []
    while excess and passages:
        cut = min(excess, passages[-1].bars)
        passages[-1] = replace(passages[-1], bars=passages[-1].bars - cut)
        excess -= cut
        if not passages[-1].bars:
            passages.pop()
    if excess and ending:
        ending = [replace(ending[0], bars=ending[0].bars - excess)]
    return (*passages, *ending)
