"""New music for a piece that is there: what follows it, another go at a stretch of it, and the same form once more."""

from dataclasses import replace

from ..brief import Brief
from ..composer.draft import harmonised, score_of, seed_of, staffed, unsung
from ..composer.form import fit, of_lyrics, place, shape, title
from ..composer.plan import Plan, begin
from ..errors import CannotDo
from ..lyrics.sheet import read_sheet
from ..passage import Passage
from ..score import Score
from ..theory.chords import split_bar
from ..theory.keys import read_key
from .new_words import lines_of, rephrased
from .read_score import asks_for_another_band, passages_of, plan_of, style_of

HAIR = 0.004
"""Seconds that do not count."""


def continue_score(score: Score, at: float, brief: Brief) -> Score:
    """What follows `at` seconds: a score whose time 0 is `at`, in the same bars, `brief.seconds` long if said (to a bar).

    Tempo, key, style and players go on unless the brief says otherwise; a chorus comes back as it was.
    `CannotDo` if `at` is before the beginning or past the end.
    """
    brief = brief.checked()
    if not 0.0 <= at <= score.seconds + 0.05:
        raise CannotDo(f"the piece lasts {score.seconds:.1f} s, so it cannot go on at {at:.1f} s")
    seed = seed_of(brief, "continue", score.seed, f"{at:.2f}")
    here = _passage_at(score, at)
    plan = _gone_on(score, brief, seed, here.bpm)
    into = _into(here, at, plan) if abs(plan.bpm - here.bpm) < 0.01 else 0.0
    bars = None if brief.seconds is None else max(1, round((brief.seconds + into) / plan.bar) - (1 if into else 0))
    passages = shape(place(_what_follows(score, plan, brief, bars), plan.bpm, plan.beats), plan.description.forms, plan.energy)
    passages = _picked_up(harmonised(plan, passages), into, _chord_at(here, at, score), plan)
    plan = replace(plan, passages=passages)
    return score_of(plan, unsung(plan, brief))


def rewrite_section(score: Score, start: float, end: float, brief: Brief) -> Score:
    """Another go at `start` … `end` seconds: a score of exactly that length whose time 0 is `start`, on the bars of the piece,
    in its key and tempo.

    Without new lyrics the words that lie wholly inside are sung again. `CannotDo` if nothing lies between.
    """
    brief = brief.checked()
    end = min(end, score.seconds)
    if not 0.0 <= start < end:
        raise CannotDo(f"there is nothing between {start:.1f} s and {end:.1f} s in a piece of {score.seconds:.1f} s")
    seed = seed_of(brief, "rewrite", score.seed, f"{start:.2f}", f"{end:.2f}")
    here = _passage_at(score, start)
    plan = replace(
        _gone_on(score, brief, seed, here.bpm),
        bpm=here.bpm,
        key=read_key(score.key),
        returning=frozenset(),
        closes=end >= score.seconds - HAIR,
    )
    into = _into(here, start, plan)
    whole = int((into + end - start) / plan.bar + 1e-4) - (1 if into else 0)
    if whole < 1:
        passages = harmonised(plan, place((Passage(here.kind, here.name, 1),), plan.bpm, plan.beats))
    else:
        passages = harmonised(
            plan,
            shape(
                place(_inside(score, plan, brief, start, end, whole), plan.bpm, plan.beats), plan.description.forms, plan.energy
            ),
        )
    passages = _cut_to(_picked_up(passages, into, _chord_at(here, start, score), plan), end - start, plan)
    plan = replace(
        plan,
        passages=passages,
        closes=plan.closes and abs(passages[-1].origin + passages[-1].bars * plan.bar - (end - start)) < HAIR,
    )
    return replace(score_of(plan, unsung(plan, brief)), seconds=end - start)


def vary(score: Score, brief: Brief) -> Score:
    """The same form, tempo and key, section by section, with other notes; the words stay unless the brief brings new ones."""
    brief = brief.checked()
    seed = seed_of(brief, "vary", score.seed)
    plan = plan_of(score, brief, seed)
    style = plan.style if plan.description.style else style_of(score)
    plan = replace(plan, style=style, closes=True)
    old = plan.passages
    passages = harmonised(plan, tuple(replace(passage, bars=len(passage.chords)) for passage in old))
    if brief.lyrics.strip() and plan.voice:
        passages = rephrased(passages, lines_of(brief.lyrics), plan.beats)
    if not plan.voice:
        passages = tuple(replace(passage, phrases=()) for passage in passages)
    plan = replace(plan, passages=tuple(replace(new, bars=was.bars) for new, was in zip(passages, old, strict=True)))
    if asks_for_another_band(plan.description) or bool(plan.voice) != any(player.role == "voice" for player in plan.players):
        plan = staffed(plan)
    varied = score_of(plan, unsung(plan, brief))
    return replace(
        varied,
        seconds=score.seconds,
        sections=tuple(
            replace(new, bars=was.bars) for new, was in zip(varied.sections, score.sections or varied.sections, strict=False)
        ),
    )


def _gone_on(score: Score, brief: Brief, seed: str, bpm: float) -> Plan:
    """The plan by which a piece goes on: its own, but for what the brief asks for."""
    old = replace(plan_of(score, brief, seed), bpm=bpm)
    asked = begin(old.description, brief, seed, old.style, old.key, bpm, score.beats_per_bar)
    same = asked.key == old.key and asked.style.name == score.style
    kinds = frozenset(passage.kind for passage in old.passages) & {"chorus", "hook", "drop", "prechorus"} if same else frozenset()
    plan = replace(old, key=asked.key, bpm=asked.bpm, origin=score.seed, returning=kinds)
    if not asks_for_another_band(plan.description) and old.players:
        if plan.voice and not any(player.role == "voice" for player in plan.players):
            newcomers = staffed(plan).players
            return replace(plan, players=(*(player for player in newcomers if player.stem == "vocals"), *plan.players))
        if not plan.voice:
            return replace(
                plan, players=tuple(player for player in plan.players if player.stem != "vocals") or staffed(plan).players
            )
        return plan
    return staffed(plan)


def _passage_at(score: Score, at: float) -> Passage:
    passages = passages_of(score)
    return next((passage for passage in reversed(passages) if passage.at <= at + HAIR), passages[0])


def _into(here: Passage, at: float, plan: Plan) -> float:
    """Seconds by which a time lies inside its bar; 0 on the bar line."""
    inside = (at - here.origin) % plan.bar
    return 0.0 if min(inside, plan.bar - inside) < HAIR else inside


def _chord_at(here: Passage, at: float, score: Score) -> str:
    """The symbol that sounds at a time."""
    bar = score.beats_per_bar * 60.0 / here.bpm
    return split_bar(here.chords[min(len(here.chords) - 1, max(0, int((at - here.origin) / bar)))])[-1]


def _picked_up(passages: tuple[Passage, ...], into: float, chord: str, plan: Plan) -> tuple[Passage, ...]:
    """The passages with the rest of a bar before them, in which the chord that was there goes on and nobody sings yet."""
    if not into:
        return passages
    lead = plan.bar - into
    first = passages[0]
    shifted = tuple(replace(phrase, beat=phrase.beat + plan.beats) for phrase in first.phrases)
    first = replace(
        first,
        bars=first.bars + 1,
        phrases=shifted,
        chords=(chord, *first.chords),
        at=0.0,
        seconds=first.seconds + lead,
        into=into,
    )
    return (first, *(replace(passage, at=passage.at + lead) for passage in passages[1:]))


def _cut_to(passages: tuple[Passage, ...], seconds: float, plan: Plan) -> tuple[Passage, ...]:
    """The passages ending exactly after so many seconds; the last one takes what is left of a bar."""
    kept = [passage for passage in passages if passage.at < seconds - HAIR]
    last = kept[-1]
    bars = max(1, -int(-((seconds - last.origin) / plan.bar - 1e-4) // 1))
    chords = tuple(last.chords[number] if number < len(last.chords) else last.chords[-1] for number in range(bars))
    return (*kept[:-1], replace(last, seconds=seconds - last.at, bars=bars, chords=chords))


def _what_follows(score: Score, plan: Plan, brief: Brief, bars: int | None) -> tuple[Passage, ...]:
    """The form of a continuation: the new words, or a solo, the chorus once more and an end."""
    ending = Passage("outro", "Outro", 4)
    if plan.voice and lines_of(brief.lyrics):
        body = of_lyrics(read_sheet(brief.lyrics), plan.style, plan.bpm, plan.beats, bars, framed=False)
        ends = body[-1].kind == "outro" or (bars is not None and sum(passage.bars for passage in body) >= bars)
        return body if ends else fit((*body, ending), bars or sum(passage.bars for passage in body) + 4, plan.style)
    old = [passage for passage in passages_of(score) if not passage.into]
    chorus = next(
        (p for p in reversed(old) if p.kind in ("chorus", "hook", "drop", "theme")),
        next((p for p in reversed(old) if p.kind == "verse"), None),
    )
    again = (
        [
            Passage(
                chorus.kind,
                title(chorus.kind),
                chorus.bars,
                phrases=chorus.phrases if plan.voice and not brief.lyrics.strip() else (),
            )
        ]
        if chorus
        else []
    )
    whole = (Passage("solo", "Solo", max(8, plan.style.turn)), *again, ending)
    if bars is None:
        return whole
    return fit(whole if bars >= 16 else tuple(again) or whole[:1], bars, plan.style)


def _inside(score: Score, plan: Plan, brief: Brief, start: float, end: float, bars: int) -> tuple[Passage, ...]:
    """The form of a stretch: the new words, or the sections that were there with the words that lie wholly inside."""
    if plan.voice and lines_of(brief.lyrics):
        stanzas = read_sheet(brief.lyrics)
        here = _passage_at(score, (start + end) / 2)
        if len(stanzas) == 1 and "[" not in brief.lyrics:
            stanzas = (replace(stanzas[0], kind=here.kind, name=here.name),)
        return of_lyrics(stanzas, plan.style, plan.bpm, plan.beats, bars, framed=False)
    found: list[Passage] = []
    left = bars
    for section in score.sections_within(start, end):
        kind = next((passage.kind for passage in passages_of(score) if passage.name == section.name), "theme")
        length = min(left, max(1, round(section.seconds / plan.bar)))
        if left < 1:
            break
        found.append(Passage(kind, section.name, length))
        left -= length
    if not found:
        found = [Passage("theme", "Theme", bars)]
        left = 0
    found[-1] = replace(found[-1], bars=found[-1].bars + left)
    words = (
        [line.text for line in score.lines if start - HAIR <= line.at and line.at + line.seconds <= end + 0.5]
        if plan.voice
        else []
    )
    return rephrased(tuple(found), words, plan.beats, spread=True) if words else tuple(found)
