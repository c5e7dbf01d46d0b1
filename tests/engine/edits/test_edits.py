"""Edits of scores change what they say and keep the rest."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings, strategies as st

from producer_mcp.engine.brief import Brief
from producer_mcp.engine.catalogue import KITS
from producer_mcp.engine.composer import compose
from producer_mcp.engine.edits.cover import cover, swap_band, swap_voice
from producer_mcp.engine.edits.rewrite import continue_score, rewrite_section, vary
from producer_mcp.engine.errors import CannotDo
from producer_mcp.engine.parts.drum_patterns import GROOVES, PIECES
from producer_mcp.engine.score import Score, Section
from producer_mcp.engine.styles import STYLES

from ..composer.test_compose import whole
from ..composer.test_form import SONG

SHORT = SONG[SONG.index("[Verse 1]") : SONG.index("[Verse 2]")]

styles = st.sampled_from(sorted(STYLES))
sounds = st.sampled_from(
    ["", "saxophone", "trap, male voice", "punk", "bossa nova, nylon guitar", "no drums", "choir", "sad", "140 bpm"]
)
seeds = st.text("abc123", max_size=3)
songs = st.builds(
    lambda style, seed, sung: Brief(sound=style, seed=seed, lyrics=SHORT if sung else "", seconds=45),
    styles,
    seeds,
    st.booleans(),
)
strengths = st.floats(0.2, 1.0)
quick = settings(max_examples=15, deadline=None)


def form(score: Score) -> list[tuple[str, float, float, int]]:
    return [(section.name, section.at, section.seconds, section.bars) for section in score.sections]


def tune(score: Score, role: str) -> list[int]:
    return [int(note.pitch) for part in score.parts if part.role == role for note in part.notes]


def starts(score: Score) -> list[float]:
    return [note.at * score.bpm / 60 for part in score.parts if part.role == "voice" for note in part.notes]


@quick
@given(songs, sounds, seeds)
def test_vary_keeps_form_tempo_key_and_words_and_changes_notes(brief: Brief, sound: str, seed: str) -> None:
    score = compose(brief)
    varied = vary(score, Brief(sound=sound, seed=seed + "x"))
    whole(varied)
    assert (form(varied), varied.bpm, varied.key, varied.seconds) == (form(score), score.bpm, score.key, score.seconds)
    assert [line.text for line in varied.lines] == [line.text for line in score.lines]
    assert [part.notes for part in varied.parts] != [part.notes for part in score.parts]


@quick
@given(songs, sounds, strengths, seeds)
def test_cover_keeps_melody_chords_words_and_form_and_changes_the_rest(
    brief: Brief, sound: str, strength: float, seed: str
) -> None:
    score = compose(brief)
    covered = cover(score, Brief(sound=sound, seed=seed), strength)
    whole(covered)
    assert covered.key == score.key
    assert [(section.name, section.bars, section.chords) for section in covered.sections] == [
        (section.name, section.bars, section.chords) for section in score.sections
    ]
    assert [line.text for line in covered.lines] == [line.text for line in score.lines]
    for role in ("voice", "lead"):
        before, after = tune(score, role), tune(covered, role)
        shifts = {new - old for old, new in zip(before, after, strict=False)}
        assert not before or (len(before) == len(after) and len(shifts) == 1 and shifts.pop() % 12 == 0)
    assert all(abs(old - new) < 0.2 for old, new in zip(starts(score), starts(covered), strict=True))
    rest = {(part.instrument, part.notes) for part in score.parts if part.role not in ("voice", "backing", "lead")}
    assert not rest & {(part.instrument, part.notes) for part in covered.parts}


@quick
@given(
    songs,
    sounds,
    strengths,
    st.sampled_from(["", "One two three four\nFive", "A very much longer line of words than there was before it here\nno"]),
)
def test_swap_voice_changes_the_voice_alone(brief: Brief, sound: str, strength: float, lyrics: str) -> None:
    score = compose(brief)
    swapped = swap_voice(score, Brief(sound=sound, lyrics=lyrics, seed="1"), strength)
    whole(swapped)
    assert [part for part in swapped.parts if part.stem != "vocals"] == [part for part in score.parts if part.stem != "vocals"]
    if score.lines:
        assert [part for part in swapped.parts if part.stem == "vocals"] != [
            part for part in score.parts if part.stem == "vocals"
        ]
        assert (swapped.lines[0].text == score.lines[0].text) == (not lyrics)
    assert (form(swapped), swapped.bpm, swapped.key, swapped.seconds) == (form(score), score.bpm, score.key, score.seconds)


@quick
@given(songs, sounds, strengths)
def test_swap_band_changes_the_band_alone(brief: Brief, sound: str, strength: float) -> None:
    score = compose(brief)
    swapped = swap_band(score, Brief(sound=sound, seed="1"), strength)
    whole(swapped)
    assert [part for part in swapped.parts if part.stem == "vocals"] == [part for part in score.parts if part.stem == "vocals"]
    assert [part for part in swapped.parts if part.stem != "vocals"] != [part for part in score.parts if part.stem != "vocals"]
    assert (form(swapped), swapped.bpm, swapped.key, swapped.lines) == (form(score), score.bpm, score.key, score.lines)


@quick
@given(songs, st.floats(0.05, 1), st.one_of(st.none(), st.floats(5, 60)), seeds)
def test_a_continuation_goes_on_in_the_same_bars(brief: Brief, share: float, seconds: float | None, seed: str) -> None:
    score = compose(brief)
    at = score.seconds * share
    bar = score.beats_per_bar * 60 / score.bpm
    new = continue_score(score, at, Brief(seed=seed, seconds=seconds))
    whole(new)
    assert (new.bpm, new.key, new.style) == (score.bpm, score.key, score.style)
    assert (new.sections[0].into - at) % bar == pytest.approx(0, abs=0.005) or (new.sections[0].into - at) % bar == pytest.approx(
        bar, abs=0.005
    )
    if seconds:
        assert abs(new.seconds - seconds) <= bar + 0.01
    assert {part.name for part in new.parts} <= {part.name for part in score.parts} or not any(
        part.role == "lead" for part in score.parts
    )


def test_a_continuation_brings_the_chorus_back() -> None:
    score = compose(Brief(sound="soul", lyrics=SONG, seed="1"))
    chorus = next(section for section in score.sections if section.name == "Chorus")
    new = continue_score(
        score,
        score.seconds,
        Brief(lyrics="[Chorus]\nOh carry me home over silver water\nCarry me home till the morning light", seed="other"),
    )
    pitches = [
        note.pitch
        for part in score.parts
        if part.role == "voice"
        for note in part.notes
        if chorus.at - 0.05 <= note.at < chorus.at + chorus.seconds - 0.05
    ]
    assert tune(new, "voice") == [int(pitch) for pitch in pitches]


@quick
@given(songs, st.floats(0, 1), st.floats(0, 1), sounds, st.sampled_from(["", "A new line of words\nAnd another one"]))
def test_a_rewritten_section_is_exactly_as_long_in_the_same_bars(
    brief: Brief, one: float, other: float, sound: str, lyrics: str
) -> None:
    score = compose(brief)
    start, end = sorted((one * (score.seconds - 0.2), other * score.seconds))
    end = max(end, start + 0.1)
    new = rewrite_section(score, start, end, Brief(sound=sound, lyrics=lyrics, seed="1"))
    assert new.seconds == pytest.approx(end - start, abs=1e-9)
    assert (new.bpm, new.key) == (score.bpm, score.key)
    assert all(
        0 <= note.at < new.seconds and note.at + note.seconds <= new.seconds + 0.01 for part in new.parts for note in part.notes
    )
    bar = score.beats_per_bar * 60 / score.bpm
    assert min((new.sections[0].into - start) % bar, (start - new.sections[0].into) % bar) == pytest.approx(0, abs=0.005)


@pytest.mark.parametrize(("start", "end"), [(-1, 5), (5, 5), (9, 3), (1000, 1001)])
def test_refuses_to_rewrite_nothing(start: float, end: float) -> None:
    with pytest.raises(CannotDo, match="between"):
        rewrite_section(compose(Brief(sound="pop", seed="1")), start, end, Brief(sound="pop"))


def test_refuses_to_go_on_past_the_end() -> None:
    with pytest.raises(CannotDo, match="lasts"):
        continue_score(compose(Brief(sound="pop", seed="1")), 1000, Brief(sound="pop"))


def test_goes_on_from_a_recording_of_which_little_is_known() -> None:
    known = Score(101.5, "E minor", 33.0, "pop", sections=(Section("Recording", 0.0, 33.0, 14),))
    whole(continue_score(known, 33.0, Brief(sound="lofi", seed="1", lyrics="Hello again")))
    whole(rewrite_section(known, 8.0, 20.0, Brief(sound="strings", seed="1")))


def test_sections_cut_by_a_splice_keep_their_chords_and_their_place_in_the_bar() -> None:
    score = Score(
        120.0,
        "C major",
        16.0,
        "pop",
        sections=(Section("Verse", 0.0, 8.0, 4, ("C", "F", "G", "Am")), Section("Chorus", 8.0, 8.0, 4, ("F", "C", "G", "C"))),
    )
    (cut, chorus) = score.sections_within(3.0, 10.0)
    assert (cut.at, cut.seconds, cut.into, cut.chords) == (3.0, 5.0, 1.0, ("F", "G", "Am"))
    assert (chorus.at, chorus.seconds, chorus.bars, chorus.chords) == (8.0, 2.0, 1, ("F",))


def keys_of(score: Score, role: str) -> set[int]:
    return {int(note.pitch) for part in score.parts if part.role == role for note in part.notes}


EDITS: dict[str, Callable[[Score], Score]] = {
    "extend": lambda score: continue_score(score, score.seconds, Brief(seed="more", seconds=30)),
    "replace": lambda score: rewrite_section(score, 10.0, 40.0, Brief(seed="again")),
    "vary": lambda score: vary(score, Brief(seed="other")),
}


@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize("kit", [name for name, row in KITS.items() if row.groove])
def test_hand_percussion_goes_on_with_its_own_groove(kit: str, edit: str) -> None:
    score = compose(Brief(sound=f"lofi, {KITS[kit].words.split(', ')[0]}", seed="1", seconds=60))
    edited = EDITS[edit](score)
    groove = GROOVES[KITS[kit].groove]
    own = {PIECES[piece] for piece in (*groove, *(("open", "crash") if "hat" in groove else ()))}
    assert keys_of(score, "percussion") and keys_of(score, "percussion") <= own
    assert keys_of(edited, "percussion") and keys_of(edited, "percussion") <= own
    assert keys_of(edited, "drums")


@pytest.mark.parametrize("edit", EDITS)
def test_drums_asked_for_in_a_style_without_a_kit_go_on(edit: str) -> None:
    score = compose(Brief(sound="classical piano, drums", seed="1", seconds=60))
    assert keys_of(score, "drums")
    assert keys_of(EDITS[edit](score), "drums")


@pytest.mark.parametrize("sound", ["instrumental", "no vocals"])
def test_nobody_sings_in_an_edit_that_asks_for_no_voice(sound: str) -> None:
    score = compose(Brief(sound="soul", lyrics=SHORT, seed="1", seconds=45))
    brief = Brief(sound=sound, seed="2", seconds=30)
    edits = continue_score(score, score.seconds, brief), rewrite_section(score, 5.0, 30.0, brief), vary(score, brief)
    for edited in (*edits, cover(score, brief, 0.3)):
        assert not edited.lines and not any(part.stem == "vocals" for part in edited.parts)


@pytest.mark.parametrize(
    ("lyrics", "first"), [("[Guitar Solo]", "Guitar Solo"), ("[Outro]", "Outro"), ("[Bridge]\n[Outro]", "Bridge")]
)
def test_marks_without_words_are_the_form_of_a_continuation(lyrics: str, first: str) -> None:
    score = compose(Brief(sound="pop, female voice, 120 bpm", lyrics=SHORT, seconds=40, seed="1"))
    longer = continue_score(score, score.seconds, Brief(lyrics=lyrics, seed="2"))
    whole(longer)
    assert longer.sections[0].name == first and not longer.lines


def test_a_mark_without_words_is_what_a_section_becomes() -> None:
    score = compose(Brief(sound="pop, female voice, 120 bpm", lyrics=SHORT, seconds=40, seed="1"))
    rewritten = rewrite_section(score, 8.0, 24.0, Brief(lyrics="[Guitar Solo]", seed="2"))
    assert rewritten.sections[0].name == "Guitar Solo" and not rewritten.lines and rewritten.seconds == 16.0
