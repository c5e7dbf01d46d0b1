"""The form of a piece: passages one after another, from the markers in the lyrics or the habits of the style."""

from dataclasses import replace

from ..lyrics.sheet import Stanza, shorter_breaths
from ..lyrics.syllables import count
from ..passage import Passage, Phrase
from ..styles.style import Style

ENERGY = {
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
"""How full a kind of passage is, 0 … 1."""

TITLES = {"prechorus": "Pre-Chorus"}
_NUMBERED = ("verse", "theme")
SHORTEST, LONGEST, UTMOST = 60.0, 180.0, 360.0
"""Seconds a piece lasts when no length is asked for; only lyrics too long to be sung otherwise pass the second, up to the
third.
"""
SHORT_BREATH = 12
"""Syllables a line is cut into where the words are many and the time is short."""
QUICKEST = 0.13
"""Seconds; a syllable is never sung faster."""


def of_lyrics(
    stanzas: tuple[Stanza, ...],
    style: Style,
    bpm: float,
    beats: int,
    wanted: int | None,
    framed: bool = True,
    long_intro: bool = False,
) -> tuple[Passage, ...]:
    """The passages of a song, in `wanted` bars if said. Its lines may be sung more densely, and a song cut off, where the
    length asks for it.
    """
    bar = beats * 60.0 / bpm
    paces = [
        pace for pace in (style.sung, style.sung / 2, 0.25, 0.125) if pace <= style.sung and pace * 60.0 / bpm >= QUICKEST
    ] or [style.sung]
    body: tuple[Passage, ...] = ()
    for pace, breath in [*((pace, 0) for pace in paces), (paces[-1], SHORT_BREATH)]:
        body = tuple(_sung(stanza if not breath else shorter_breaths(stanza, breath), style, pace, beats) for stanza in stanzas)
        if sum(passage.bars for passage in body) <= (wanted if wanted is not None else LONGEST / bar):
            break
    whole = _frame(body, style, wanted, long_intro) if framed else body
    if wanted is None:
        natural = sum(passage.bars for passage in whole)
        if not framed:
            return whole
        wanted = min(
            max(natural, _whole_turns(SHORTEST, bar)), max(int(LONGEST / bar), min(sum(p.bars for p in body), int(UTMOST / bar)))
        )
    return fit(whole, wanted, style)


def of_style(
    style: Style, bpm: float, beats: int, wanted: int | None, framed: bool = True, long_intro: bool = False
) -> tuple[Passage, ...]:
    """The passages of a piece without words, in `wanted` bars if said."""
    bar = beats * 60.0 / bpm
    form = [
        (kind, bars * (2 if kind == "intro" and long_intro else 1))
        for kind, bars in style.form
        if framed or kind not in ("intro", "outro")
    ]
    whole = tuple(Passage(kind, title(kind), bars) for kind, bars in form)
    if wanted is None:
        natural = sum(passage.bars for passage in whole)
        wanted = min(max(natural, _whole_turns(SHORTEST, bar)), int(LONGEST / bar))
    return fit(whole, wanted, style)


def title(kind: str) -> str:
    return TITLES.get(kind, kind.capitalize())


def _whole_turns(seconds: float, bar: float) -> int:
    """The bars, in fours, that last at least so long."""
    return 4 * -int(-seconds // (4 * bar))


def _sung(stanza: Stanza, style: Style, pace: float, beats: int) -> Passage:
    """A stanza on its bars: every line gets as many, as the longest line needs."""

    lines = [line for line in stanza.lines if count(line)]
    if not lines:
        return Passage(
            stanza.kind,
            stanza.name,
            style.turn if stanza.kind in ("solo", "verse") else 4 if stanza.kind in ("intro", "outro", "break") else 8,
        )
    need = max((count(line) - 1) * pace + 1.0 for line in lines)
    slot = next((bars for bars in (1, 2, 4, 8, 16) if bars * beats >= need), 32)
    if pace >= 0.5 and slot == 1 and len(lines) < 4:
        slot = 2
    turn = style.turn if stanza.kind == "verse" else 4
    bars = turn * -(-slot * len(lines) // turn)
    slot = max(slot, bars // len(lines))
    return Passage(
        stanza.kind,
        stanza.name,
        bars,
        phrases=tuple(Phrase(line, float(row * slot * beats), float(slot * beats)) for row, line in enumerate(lines)),
    )


def _frame(body: tuple[Passage, ...], style: Style, wanted: int | None, long_intro: bool) -> tuple[Passage, ...]:
    """An intro and an outro around a song that brings none, where there is room."""
    room = None if wanted is None else wanted - sum(passage.bars for passage in body)
    intro = 8 if long_intro else min(4, dict(style.form).get("intro", 4) or 4)
    whole = body
    if body and body[0].kind != "intro" and (room is None or room >= intro):
        whole = (Passage("intro", "Intro", intro), *whole)
    if body and body[-1].kind != "outro" and (room is None or room >= intro + 4):
        whole = (*whole, Passage("outro", "Outro", 4))
    return whole


def shorten_phrases(passage: Passage, beats: int) -> Passage:
    """Without the lines that no longer fit into its bars."""
    room = passage.bars * beats
    return replace(passage, phrases=tuple(phrase for phrase in passage.phrases if phrase.beat + phrase.beats <= room + 1e-6))


def place(passages: tuple[Passage, ...], bpm: float, beats: int) -> tuple[Passage, ...]:
    """The passages in time, one after another from 0 s, named apart, with their energy."""
    bar = beats * 60.0 / bpm
    seen: dict[str, int] = {}
    placed: list[Passage] = []
    at = 0
    repeated = {kind for kind in _NUMBERED if sum(passage.kind == kind for passage in passages) > 1}
    for passage in passages:
        seen[passage.kind] = seen.get(passage.kind, 0) + 1
        name = (
            f"{passage.name} {seen[passage.kind]}"
            if passage.kind in repeated and passage.name == title(passage.kind)
            else passage.name
        )
        energy = min(1.0, ENERGY.get(passage.kind, 0.5) + 0.05 * (seen[passage.kind] - 1))
        placed.append(
            replace(shorten_phrases(passage, beats), name=name, energy=energy, at=at * bar, seconds=passage.bars * bar, bpm=bpm)
        )
        at += passage.bars
    return tuple(placed)


def shape(passages: tuple[Passage, ...], forms: frozenset[str], shift: float) -> tuple[Passage, ...]:
    """Energy as the words about the form and the moods want it: `builds`, `quiet start`, `sparse`, `full`."""
    shift += 0.15 * ("full" in forms) - 0.2 * ("sparse" in forms)
    length = passages[-1].until or 1.0
    shaped: list[Passage] = []
    for number, passage in enumerate(passages):
        energy = passage.energy + shift
        if "builds" in forms:
            energy = 0.3 + 0.7 * (passage.at + passage.seconds / 2) / length if passage.kind != "outro" else energy
        if "quiet start" in forms and (number == 0 or passage.at < 0.1 * length):
            energy = min(0.25, energy)
        shaped.append(replace(passage, energy=max(0.15, min(1.0, energy))))
    return tuple(shaped)


def fit(passages: tuple[Passage, ...], bars: int, style: Style) -> tuple[Passage, ...]:
    """The same piece in exactly so many bars: played again from its body, or without what it can do without."""
    total = sum(passage.bars for passage in passages)
    if not passages:
        return (Passage("theme", "Theme", bars),)
    if total < bars:
        return _longer(list(passages), bars - total, style)
    return _shorter(list(passages), total - bars) if total > bars else passages


def _longer(passages: list[Passage], missing: int, style: Style) -> tuple[Passage, ...]:
    ending = [passages.pop()] if passages[-1].kind == "outro" else []
    body = (
        [passage for passage in passages if passage.kind != "intro"]
        or passages
        or [Passage("theme", "Theme", max(4, style.turn))]
    )
    again = (
        [Passage("solo", "Solo", max(8, style.turn) if style.turn != 12 else 12), *body] if any(p.phrases for p in body) else body
    )
    place = 0
    while missing >= 4:
        extra = again[place % len(again)]
        place += 1
        if extra.bars > missing:
            extra = replace(extra, kind="interlude", name="Interlude", bars=missing - missing % 4, phrases=())
        passages.append(extra)
        missing -= extra.bars
    if missing:
        last = passages[-1] if not ending else ending[0]
        grown = replace(last, bars=last.bars + missing)
        if ending:
            ending = [grown]
        else:
            passages[-1] = grown
    return (*passages, *ending)


def _shorter(passages: list[Passage], excess: int) -> tuple[Passage, ...]:
    """Leaves out wordless passages from the end on (in a short piece also the frame), and then cuts off the end, but for the
    outro.
    """
    sings = any(passage.phrases for passage in passages)
    is_short = sum(passage.bars for passage in passages) - excess < 16
    spare = (
        {"solo", "interlude", "break"}
        | ({"bridge", "build"} if not sings else {"theme", "intro", "outro"})
        | ({"intro", "outro"} if is_short else set())
    )
    for number in range(len(passages) - 1, -1, -1):
        passage = passages[number]
        if (
            len(passages) > 1
            and passage.kind in spare
            and not passage.phrases
            and (passage.bars <= excess or (is_short and excess > 0))
        ):
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
