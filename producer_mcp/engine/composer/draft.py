"""From a plan to a score: its form, its chords and its band, and the score of what they play."""

from dataclasses import replace

from ..brief import Brief
from ..catalogue import VOICES
from ..lyrics.sheet import read_sheet
from ..lyrics.syllables import syllable_count
from ..passage import Passage
from ..score import Score, Section
from ..seeds import number
from .arrange import arrange
from .band import form_band
from .form import fit, of_lyrics, of_style, place, shape
from .harmony import harmonise
from .plan import Plan
from .summary import summarise


def seed_of(brief: Brief, *words: str) -> str:
    """The seed of a piece, twelve hexadecimal digits: from the seed of the brief, or from the whole brief if it has none."""
    source = (brief.seed,) if brief.seed else ("", brief.sound, brief.lyrics, brief.title)
    return f"{number(*words, *source):016x}"[:12]


def drawn_up(plan: Plan, brief: Brief) -> Plan:
    """The plan with its form, chords and band."""
    forms = plan.description.forms
    stanzas = read_sheet(brief.lyrics)
    has_words = any(syllable_count(line) for stanza in stanzas for line in stanza.lines)
    bars = None if brief.seconds is None else max(1, round(brief.seconds / plan.bar))
    long_intro = "long intro" in forms
    if (has_words and plan.voice) or (not has_words and len(stanzas) > 1):
        longest = VOICES[plan.voice].longest_syllable if plan.voice else None
        style = plan.style if longest is None else replace(plan.style, syllable_beats=longest)
        passages = of_lyrics(stanzas, style, bars, bpm=plan.bpm, beats_per_bar=plan.beats_per_bar, long_intro=long_intro)
    else:
        passages = of_style(plan.style, bars, bpm=plan.bpm, beats_per_bar=plan.beats_per_bar, long_intro=long_intro)
    if not has_words:
        plan = replace(plan, wordless=bool(plan.voice))
    if "no intro" in forms and len(passages) > 1 and passages[0].kind == "intro":
        passages = fit(passages[1:], bars or sum(passage.bars for passage in passages[1:]), plan.style)
    passages = shape(place(passages, plan.bpm, plan.beats_per_bar), forms, plan.energy)
    return staffed(replace(plan, passages=harmonised(plan, passages)))


def harmonised(plan: Plan, passages: tuple[Passage, ...]) -> tuple[Passage, ...]:
    """The passages with chords; the last one ends on the tonic if the piece ends there."""

    def chords(passage: Passage, is_last: bool) -> tuple[str, ...]:
        seed = plan.seed_for(passage.kind)
        final = plan.closes and is_last
        return harmonise(passage.kind, passage.bars, plan.style, plan.key, seed, weirdness=plan.weirdness, final=final)

    last = len(passages) - 1
    return tuple(replace(passage, chords=chords(passage, number == last)) for number, passage in enumerate(passages))


def staffed(plan: Plan) -> Plan:
    """The plan with a new band."""
    return replace(plan, players=form_band(plan.style, plan.description, plan.voice, plan.seed, plan.weirdness))


def remark_on_lyrics(plan: Plan, brief: Brief) -> str:
    """What a summary should say of the lyrics: that nobody sings them, or that lines had no room; usually empty."""
    if not plan.voice:
        return "the words are not sung" if any(stanza.lines for stanza in read_sheet(brief.lyrics)) else ""
    if plan.wordless:
        return "the voice sings without words"
    written = [line for stanza in read_sheet(brief.lyrics) for line in stanza.lines]
    sung = {phrase.text for passage in plan.passages for phrase in passage.phrases}
    missing = [line for line in written if line not in sung and not any(text in line for text in sung)]
    return f"the last {len(missing)} of {len(written)} lines had no room" if missing and sung else ""


def score_of(plan: Plan, *remarks: str) -> Score:
    """The score of what the players of a plan play; remarks are added to what was understood."""
    arrangement = arrange(plan)
    return Score(
        bpm=plan.bpm,
        key=str(plan.key),
        seconds=round(plan.passages[-1].until, 6),
        style=plan.style.name,
        parts=arrangement.parts,
        sections=sections_of(plan.passages),
        lines=arrangement.lines,
        beats_per_bar=plan.beats_per_bar,
        understood=summarise(plan, arrangement.parts, *remarks),
        seed=plan.seed,
    )


def sections_of(passages: tuple[Passage, ...]) -> tuple[Section, ...]:
    """The sections of a score for its passages, times rounded to microseconds."""
    return tuple(
        Section(
            name=passage.name,
            at=round(passage.at, 6),
            seconds=round(passage.seconds, 6),
            bars=passage.bars,
            chords=passage.chords,
            into=round(passage.into, 6),
            bpm=passage.bpm,
        )
        for passage in passages
    )
