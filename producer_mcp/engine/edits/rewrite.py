"""New music for a piece that is there: what follows it, another version of a section, and other notes in the same form."""

from dataclasses import replace
from math import ceil

from ..brief import Brief
from ..composer.draft import harmonised, remark_on_lyrics, score_of, seed_of, staffed
from ..composer.form import OUTRO_BARS, fit, of_lyrics, place, shape, title
from ..composer.plan import Plan, begin
from ..errors import CannotDo
from ..lyrics.sheet import read_sheet
from ..passage import Passage
from ..score import Score, Section
from ..theory.chords import split_bar
from ..theory.keys import read_key
from .new_words import lines_of, rephrased
from .read_score import asks_for_another_band, passages_of, plan_of, style_of

TIME_TOLERANCE_SECONDS = 0.004
"""Times that are closer than this are the same time."""
PAST_END_TOLERANCE_SECONDS = 0.05
"""How far past its end a piece may be asked to go on."""
RETURNING_KINDS = frozenset({"chorus", "hook", "drop", "prechorus"})
"""Kinds of passage that come back in a continuation with the chords and tunes they had."""
SHORT_CONTINUATION_BARS = 16
"""A continuation of fewer bars has no room for a solo before the chorus."""


def continue_score(score: Score, at: float, brief: Brief) -> Score:
    """What follows `at` seconds: a score whose time 0 is `at`, in the same bars, `brief.seconds` long if that is given.

    Tempo, key, style and players go on unless the brief says otherwise; a chorus comes back as it was. Raises CannotDo if `at` is
    before the beginning or past the end.
    """
    brief = brief.checked()
    if not 0.0 <= at <= score.seconds + PAST_END_TOLERANCE_SECONDS:
        raise CannotDo(f"the piece lasts {score.seconds:.1f} s, so it cannot go on at {at:.1f} s")
    seed = seed_of(brief, "continue", score.seed, f"{at:.2f}")
    current = _passage_at(score, at)
    plan = _going_on(score, brief, seed, current.bpm)
    into = _seconds_into_bar(current, at, plan) if abs(plan.bpm - current.bpm) < 0.01 else 0.0
    bars = None if brief.seconds is None else max(1, round((brief.seconds + into) / plan.bar) - (1 if into else 0))
    passages = _drawn(plan, _what_follows(score, plan, brief, bars))
    plan = replace(plan, passages=_picked_up(passages, into, _chord_at(current, at, score), plan))
    return score_of(plan, remark_on_lyrics(plan, brief))


def rewrite_section(score: Score, start: float, end: float, brief: Brief) -> Score:
    """Another version of `start` to `end` (seconds): a score of exactly that length whose time 0 is `start`.

    It is on the bars of the piece, in its key and tempo. Without new lyrics the lines that lie wholly inside are sung again.
    Raises CannotDo if there is nothing between `start` and `end`.
    """
    brief = brief.checked()
    end = min(end, score.seconds)
    if not 0.0 <= start < end:
        raise CannotDo(f"there is nothing between {start:.1f} s and {end:.1f} s in a piece of {score.seconds:.1f} s")
    length = end - start
    seed = seed_of(brief, "rewrite", score.seed, f"{start:.2f}", f"{end:.2f}")
    current = _passage_at(score, start)
    plan = replace(
        _going_on(score, brief, seed, current.bpm),
        bpm=current.bpm,
        key=read_key(score.key),
        returning=frozenset(),
        closes=end >= score.seconds - TIME_TOLERANCE_SECONDS,
    )
    into = _seconds_into_bar(current, start, plan)
    whole_bars = int((into + length) / plan.bar + 1e-4) - (1 if into else 0)
    if whole_bars < 1:
        passages = harmonised(plan, place((Passage(current.kind, current.name, 1),), plan.bpm, plan.beats_per_bar))
    else:
        passages = _drawn(plan, _inside(score, plan, brief, start, end, whole_bars))
    passages = _cut_to(_picked_up(passages, into, _chord_at(current, start, score), plan), length, plan)
    last_bar_ends = passages[-1].origin + passages[-1].bars * plan.bar
    closes = plan.closes and abs(last_bar_ends - length) < TIME_TOLERANCE_SECONDS
    plan = replace(plan, passages=passages, closes=closes)
    return replace(score_of(plan, remark_on_lyrics(plan, brief)), seconds=length)


def vary(score: Score, brief: Brief) -> Score:
    """The same form, tempo and key, section by section, with other notes; the lyrics stay unless the brief has new ones."""
    brief = brief.checked()
    plan = plan_of(score, brief, seed_of(brief, "vary", score.seed))
    style = plan.style if plan.description.style else style_of(score)
    plan = replace(plan, style=style, closes=True)
    old = plan.passages
    passages = harmonised(plan, tuple(replace(passage, bars=len(passage.chords)) for passage in old))
    if brief.lyrics.strip() and plan.voice:
        passages = rephrased(passages, lines_of(brief.lyrics), plan.beats_per_bar)
    if not plan.voice:
        passages = tuple(replace(passage, phrases=()) for passage in passages)
    plan = replace(plan, passages=tuple(replace(new, bars=was.bars) for new, was in zip(passages, old, strict=True)))
    has_voice = any(player.role == "voice" for player in plan.players)
    if asks_for_another_band(plan.description) or bool(plan.voice) != has_voice:
        plan = staffed(plan)
    varied = score_of(plan, remark_on_lyrics(plan, brief))
    return replace(varied, seconds=score.seconds, sections=_with_bars_of(varied.sections, score.sections))


def _with_bars_of(sections: tuple[Section, ...], old: tuple[Section, ...]) -> tuple[Section, ...]:
    """The sections with the numbers of bars that they had before."""
    return tuple(replace(new, bars=was.bars) for new, was in zip(sections, old or sections, strict=False))


def _going_on(score: Score, brief: Brief, seed: str, bpm: float) -> Plan:
    """The plan by which a piece goes on at a tempo: its own, but for what the brief asks for."""
    old = replace(plan_of(score, brief, seed), bpm=bpm)
    asked = begin(old.description, brief, seed, style=old.style, key=old.key, bpm=bpm, beats_per_bar=score.beats_per_bar)
    is_same_music = asked.key == old.key and asked.style.name == score.style
    returning = frozenset(passage.kind for passage in old.passages) & RETURNING_KINDS if is_same_music else frozenset[str]()
    plan = replace(old, key=asked.key, bpm=asked.bpm, origin=score.seed, returning=returning)
    if asks_for_another_band(plan.description) or not plan.players:
        return staffed(plan)
    if not plan.voice:
        players = tuple(player for player in plan.players if player.stem != "vocals")
        return replace(plan, players=players or staffed(plan).players)
    if any(player.role == "voice" for player in plan.players):
        return plan
    singers = tuple(player for player in staffed(plan).players if player.stem == "vocals")
    return replace(plan, players=(*singers, *plan.players))


def _drawn(plan: Plan, passages: tuple[Passage, ...]) -> tuple[Passage, ...]:
    """The passages in time, with energies and chords."""
    placed = place(passages, plan.bpm, plan.beats_per_bar)
    return harmonised(plan, shape(placed, plan.description.forms, plan.energy))


def _passage_at(score: Score, at: float) -> Passage:
    """The passage that sounds at a time, in seconds."""
    passages = passages_of(score)
    return next((passage for passage in reversed(passages) if passage.at <= at + TIME_TOLERANCE_SECONDS), passages[0])


def _seconds_into_bar(current: Passage, at: float, plan: Plan) -> float:
    """How many seconds a time lies after its bar line; 0 on the bar line."""
    into = (at - current.origin) % plan.bar
    return 0.0 if min(into, plan.bar - into) < TIME_TOLERANCE_SECONDS else into


def _chord_at(current: Passage, at: float, score: Score) -> str:
    """The symbol of the last chord in the bar that sounds at a time."""
    bar = score.beats_per_bar * 60.0 / current.bpm
    return split_bar(current.chords[min(len(current.chords) - 1, max(0, int((at - current.origin) / bar)))])[-1]


def _picked_up(passages: tuple[Passage, ...], into: float, chord: str, plan: Plan) -> tuple[Passage, ...]:
    """The passages after the rest of a bar, of which `into` seconds are over: its chord goes on and nobody sings yet."""
    if not into:
        return passages
    rest = plan.bar - into
    first = passages[0]
    first = replace(
        first,
        bars=first.bars + 1,
        phrases=tuple(replace(phrase, beat=phrase.beat + plan.beats_per_bar) for phrase in first.phrases),
        chords=(chord, *first.chords),
        at=0.0,
        seconds=first.seconds + rest,
        into=into,
    )
    return (first, *(replace(passage, at=passage.at + rest) for passage in passages[1:]))


def _cut_to(passages: tuple[Passage, ...], seconds: float, plan: Plan) -> tuple[Passage, ...]:
    """The passages up to exactly so many seconds; the last one is cut or lengthened, also within a bar."""
    kept = [passage for passage in passages if passage.at < seconds - TIME_TOLERANCE_SECONDS]
    last = kept[-1]
    bars = max(1, ceil((seconds - last.origin) / plan.bar - 1e-4))
    chords = tuple(last.chords[number] if number < len(last.chords) else last.chords[-1] for number in range(bars))
    return (*kept[:-1], replace(last, seconds=seconds - last.at, bars=bars, chords=chords))


def _what_follows(score: Score, plan: Plan, brief: Brief, bars: int | None) -> tuple[Passage, ...]:
    """The form of a continuation: that of the new lyrics, sung or only marks, or a solo, the chorus once more and an outro."""
    ending = Passage("outro", "Outro", OUTRO_BARS)
    stanzas = read_sheet(brief.lyrics)
    if stanzas and (plan.voice or not lines_of(brief.lyrics)):
        body = of_lyrics(stanzas, plan.style, bars, bpm=plan.bpm, beats_per_bar=plan.beats_per_bar, framed=False)
        length = sum(passage.bars for passage in body)
        if body[-1].kind == "outro" or (bars is not None and length >= bars):
            return body
        return fit((*body, ending), bars or length + OUTRO_BARS, plan.style)
    chorus = _chorus_again(score, plan, brief)
    whole = (Passage("solo", "Solo", max(8, plan.style.harmony_bars)), *chorus, ending)
    if bars is None:
        return whole
    return fit(whole if bars >= SHORT_CONTINUATION_BARS else chorus or whole[:1], bars, plan.style)


def _chorus_again(score: Score, plan: Plan, brief: Brief) -> tuple[Passage, ...]:
    """The last chorus of the piece, or its last verse, once more; with its lines unless the brief has lyrics."""
    old = [passage for passage in reversed(passages_of(score)) if not passage.into]
    choruses = [passage for passage in old if passage.kind in ("chorus", "hook", "drop", "theme")]
    candidates = choruses or [passage for passage in old if passage.kind == "verse"]
    if not candidates:
        return ()
    again = candidates[0]
    phrases = again.phrases if plan.voice and not brief.lyrics.strip() else ()
    return (Passage(again.kind, title(again.kind), again.bars, phrases=phrases),)


def _inside(score: Score, plan: Plan, brief: Brief, start: float, end: float, bars: int) -> tuple[Passage, ...]:
    """The form of a rewritten section in `bars` bars.

    It is that of the new lyrics, or else the sections that were there, with the lines that lie wholly inside.
    """
    stanzas = read_sheet(brief.lyrics)
    if stanzas and (plan.voice or not lines_of(brief.lyrics)):
        current = _passage_at(score, (start + end) / 2)
        if len(stanzas) == 1 and "[" not in brief.lyrics:
            stanzas = (replace(stanzas[0], kind=current.kind, name=current.name),)
        return of_lyrics(stanzas, plan.style, bars, bpm=plan.bpm, beats_per_bar=plan.beats_per_bar, framed=False)
    passages = _sections_again(score, plan, start, end, bars)
    lines = [
        line.text for line in score.lines if start - TIME_TOLERANCE_SECONDS <= line.at and line.at + line.seconds <= end + 0.5
    ]
    return rephrased(passages, lines, plan.beats_per_bar, spread=True) if plan.voice and lines else passages


def _sections_again(score: Score, plan: Plan, start: float, end: float, bars: int) -> tuple[Passage, ...]:
    """The sections between `start` and `end` in whole bars; the last one takes the bars that are left."""
    kinds = {passage.name: passage.kind for passage in reversed(passages_of(score))}
    passages: list[Passage] = []
    left = bars
    for section in score.sections_within(start, end):
        if left < 1:
            break
        length = min(left, max(1, round(section.seconds / plan.bar)))
        passages.append(Passage(kinds.get(section.name, "theme"), section.name, length))
        left -= length
    if not passages:
        return (Passage("theme", "Theme", bars),)
    return (*passages[:-1], replace(passages[-1], bars=passages[-1].bars + left))
