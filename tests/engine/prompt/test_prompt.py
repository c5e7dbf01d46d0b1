"""Sound words are understood, and what is said to be understood is what is played."""

import pytest
from hypothesis import given, settings, strategies as st

from producer_mcp.engine.brief import Brief
from producer_mcp.engine.composer import compose, unknown_words
from producer_mcp.engine.prompt import enrich_sound, understand
from producer_mcp.engine.prompt.mood_words import MOODS
from producer_mcp.engine.styles import STYLES


@pytest.mark.parametrize(
    ("sound", "description"),
    [
        ("92 bpm lofi in D minor", {"style": "lofi", "bpm": 92.0, "tonic": "D", "mode": "minor"}),
        ("Dark Synthwave, F# minor, 110bpm", {"style": "synthwave", "tonic": "F#", "moods": ("dark",), "bpm": 110.0}),
        ("folk rock", {"style": "rock", "flavour": "folk"}),
        ("lo-fi with trap drums", {"style": "lofi", "beat": "trap"}),
        ("tabla-like percussion and oud", {"kit": "tabla", "instruments": ("nylon_guitar",), "nearest": {"nylon_guitar": "oud"}}),
        ("saxaphone", {"instruments": ("saxophone",)}),
        ("drumless jazz", {"style": "jazz", "without": frozenset({"drums"})}),
        ("rock, no guitar or bass", {"without": frozenset({"guitar", "bass"})}),
        ("happy ukulele, starts quiet, fade out", {"moods": ("happy",), "forms": frozenset({"quiet start", "fade out"})}),
        ("R&B in Bb", {"style": "soul", "tonic": "Bb", "mode": ""}),
        ("allegro strings", {"marking": "allegro", "instruments": ("strings",)}),
        ("breathy female vocals", {"voice": "whisper"}),
        ("pop about a rock in the jazz club", {"style": "pop", "flavour": ""}),
        ("kazoo waltz", {"style": "waltz", "unknown_words": ("kazoo",)}),
        ("in D dorian", {"tonic": "D", "mode": "dorian"}),
        ("", {"style": "", "unknown_words": ()}),
    ],
)
def test_understands(sound: str, description: dict[str, object]) -> None:
    found = understand(sound)
    assert {word: getattr(found, word) for word in description} == description


def test_knows_two_dozen_styles_by_their_names() -> None:
    assert len(STYLES) >= 24
    for name in STYLES:
        assert understand(name).style == name


@pytest.mark.parametrize(
    ("sound", "told"),
    [
        ("92 bpm lofi in D minor, rhodes, upright bass", ("92 bpm, D minor, lofi", "rhodes", "upright bass")),
        ("pop with oud", ("nylon guitar for oud",)),
        ("pop with kazoo", ("not understood: kazoo",)),
        ("folk, baritone, fade out", ("fades out",)),
        ("jazz in 3/4", ("3/4",)),
    ],
)
def test_says_what_it_understood(sound: str, told: tuple[str, ...]) -> None:
    understood = compose(Brief(sound=sound, seed="1")).understood
    assert all(words in understood for words in told), understood


@pytest.mark.parametrize(
    ("sound", "silent"),
    [("rock, no drums", "drums"), ("pop without bass", "bass"), ("funk, no guitar", "guitar"), ("lofi without rhodes", "rhodes")],
)
def test_leaves_out_what_it_was_told_to(sound: str, silent: str) -> None:
    score = compose(Brief(sound=sound, seed="1"))
    assert not any(silent in (part.stem, part.role) or silent in part.instrument for part in score.parts)


def test_only_means_only() -> None:
    assert {part.instrument for part in compose(Brief(sound="only nylon guitar", seed="1")).parts} == {"nylon_guitar"}


@pytest.mark.parametrize("instrument", ["harp", "banjo", "sitar", "organ", "trumpet", "slap bass", "congas"])
def test_gives_a_chair_to_an_instrument_asked_for(instrument: str) -> None:
    name = {"congas": "latin_percussion"}.get(instrument, instrument.replace(" ", "_"))
    for style in ("pop", "ambient", "techno", "jazz"):
        assert name in {part.instrument for part in compose(Brief(sound=f"{style} with {instrument}", seed="1")).parts}


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=120), st.sampled_from(["", "1", "seven"]))
def test_enriches_in_words_it_understands_and_always_alike(sound: str, seed: str) -> None:
    richer = enrich_sound(sound, seed)
    assert richer == enrich_sound(sound, seed)
    assert richer.startswith(" ".join(sound.split()).strip(" ,.;")[:1000])
    assert len(richer) <= 1000
    if sound.isascii() and len(sound) < 60:
        description = understand(richer)
        assert description.style and (description.bpm or description.pace or description.marking)


@pytest.mark.parametrize("sound", ["", "lofi, kazoo", "qwertz zuiop asdfg yxcvb nmkjh lofi", "lofi, KAZOO, kazoo"])
def test_words_that_are_not_understood_are_told_as_values(sound: str) -> None:
    brief = Brief(sound=sound, seed="1", seconds=20)
    unknown = ", ".join(unknown_words(brief))
    assert compose(brief).understood.partition("not understood: ")[2] == unknown
    assert bool(unknown) == (sound != "")


@pytest.mark.parametrize("mood", ["dreamy", "solemn", "sad", "calm"])
def test_the_room_of_a_mood_is_heard(mood: str) -> None:
    plain, felt = (compose(Brief(sound=sound, seed="1", seconds=10)) for sound in ("pop", f"{mood} pop"))
    sends = {part.name: part.reverb for part in plain.parts}
    assert sends.keys() & {part.name for part in felt.parts}
    for part in felt.parts:
        if part.name in sends:
            assert part.reverb == pytest.approx(min(0.8, sends[part.name] + MOODS[mood].room))
