"""From a plan to a score: form, chords and band drawn up, played and told."""

from dataclasses import replace

from ..brief import Brief
from ..catalogue import VOICES
from ..lyrics.sheet import read_sheet
from ..lyrics.syllables import count
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
    """What the dice of a piece are named after: twelve hexadecimal digits from the seed, or from the whole brief if there is
    none.
    """
    told = (brief.seed,) if brief.seed else ("", brief.sound, brief.lyrics, brief.title)
    return f"{number(*words, *told):016x}"[:12]


def with_words(plan: Plan, brief: Brief) -> Plan:
    """The plan with its form, chords and band."""
    forms = plan.description.forms
    stanzas = read_sheet(brief.lyrics) if plan.voice else ()
    bars = None if brief.seconds is None else max(1, round(brief.seconds / plan.bar))
    if any(count(line) for stanza in stanzas for line in stanza.lines):
        longest = VOICES[plan.voice].longest_syllable
        style = plan.style if longest is None else replace(plan.style, sung=longest)
        passages = of_lyrics(stanzas, style, plan.bpm, plan.beats, bars, True, "long intro" in forms)
    else:
        passages = of_style(plan.style, plan.bpm, plan.beats, bars, True, "long intro" in forms)
        plan = replace(plan, wordless=bool(plan.voice))
    if "no intro" in forms and len(passages) > 1 and passages[0].kind == "intro":
        passages = fit(passages[1:], bars or sum(passage.bars for passage in passages[1:]), plan.style)
    passages = shape(place(passages, plan.bpm, plan.beats), forms, plan.energy)
    return staffed(replace(plan, passages=harmonised(plan, passages)))


def harmonised(plan: Plan, passages: tuple[Passage, ...]) -> tuple[Passage, ...]:
    """The passages with chords; the last one comes home if the piece ends there."""
    return tuple(
        replace(
            passage,
            chords=harmonise(
                passage.kind,
                passage.bars,
                plan.style,
                plan.key,
                plan.seed_for(passage.kind),
                plan.weirdness,
                plan.closes and number == len(passages) - 1,
            ),
        )
        for number, passage in enumerate(passages)
    )


def staffed(plan: Plan) -> Plan:
    """The plan with its band."""
    return replace(plan, players=form_band(plan.style, plan.description, plan.voice, plan.seed, plan.weirdness))


def unsung(plan: Plan, brief: Brief) -> str:
    """What to say if the words were too many for the length."""
    if not plan.voice:
        return "the words are not sung" if brief.lyrics.strip() else ""
    if plan.wordless:
        return "the voice sings without words"
    written = [line for stanza in read_sheet(brief.lyrics) for line in stanza.lines]
    sung = {phrase.text for passage in plan.passages for phrase in passage.phrases}
    missing = [line for line in written if line not in sung and not any(text in line for text in sung)]
    return f"the last {len(missing)} of {len(written)} lines had no room" if missing and sung else ""


def score_of(plan: Plan, *remarks: str) -> Score:
    """The plan played, as a score."""
    played = arrange(plan)
    return Score(
        bpm=plan.bpm,
        key=str(plan.key),
        seconds=round(plan.passages[-1].until, 6),
        style=plan.style.name,
        parts=played.parts,
        sections=sections_of(plan.passages),
        lines=played.lines,
        beats_per_bar=plan.beats,
        understood=summarise(plan, played.parts, *remarks),
        seed=plan.seed,
    )


def sections_of(passages: tuple[Passage, ...]) -> tuple[Section, ...]:
    return tuple(
        Section(p.name, round(p.at, 6), round(p.seconds, 6), p.bars, p.chords, round(p.into, 6), p.bpm) for p in passages
    )
