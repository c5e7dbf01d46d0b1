"""Edits of clips: what an edit does not ask for stays the same sample for sample, also ten edits deep."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from producer_mcp.engine import CannotDo, Engine, RenderedClip, UnknownTicket
from producer_mcp.engine.brief import Brief
from producer_mcp.engine.clips.flatten import flattened
from producer_mcp.engine.clips.recipe import Only, Recording, Spliced, from_json, length_of, ticket_of, to_json, written
from producer_mcp.engine.clips.renderer import ClipRenderer
from producer_mcp.engine.clips.splice import FADE_SAMPLES
from producer_mcp.engine.clips.store import ClipStore
from producer_mcp.engine.samples import Integers, samples_in
from producer_mcp.engine.score import STEMS, Stem

SOUNDS = ("lofi, female voice", "house", "folk, male voice, nylon guitar", "chiptune", "jazz trio")
LYRICS = "[Verse]\nThe morning comes\nOver the hill\n[Chorus]\nStay with me\nStay with me still"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return Engine(tmp_path_factory.mktemp("engine"))


@pytest.fixture(scope="module")
def song(engine: Engine) -> RenderedClip:
    return engine.compose(Brief(sound="soul, female voice", lyrics=LYRICS, seconds=12, seed="1"))


def stems_of(engine: Engine, ticket: str) -> dict[Stem, Integers]:
    store = ClipStore(engine.folder)
    with ClipRenderer(store).opened(store.recipe(ticket)) as sound:
        stems: dict[Stem, Integers] = {stem: sound.stem(stem, 0, sound.length) for stem in STEMS}
        total = sum((wave.astype(np.int32) for wave in stems.values()), np.zeros((2, sound.length), dtype=np.int32))
        assert (total == sound.mix(0, sound.length)).all()
        return stems


def same_outside(old: dict[Stem, Integers], new: dict[Stem, Integers], start: float, end: float | None) -> None:
    """Nothing differs before `start` or after `end`; in the middle of the section something may."""
    for stem in STEMS:
        first, last = samples_in(start), old[stem].shape[1] if end is None else samples_in(end)
        assert (old[stem][:, :first] == new[stem][:, :first]).all()
        if end is not None:
            assert (old[stem][:, last:] == new[stem][:, last:]).all()
            assert old[stem].shape == new[stem].shape


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    chain=st.lists(
        st.tuples(st.sampled_from(["extend", "replace", "vocals", "sound", "vary"]), st.integers(0, 999)), min_size=2, max_size=6
    )
)
def test_any_chain_of_edits_keeps_what_it_leaves_alone(engine: Engine, song: RenderedClip, chain: list[tuple[str, int]]) -> None:
    clip = song
    for edit, number in chain:
        clip = edited(engine, clip, edit, number)


def test_ten_edits_deep(engine: Engine, song: RenderedClip) -> None:
    clip = song
    for number, edit in enumerate(
        ("extend", "replace", "replace", "vocals", "extend", "sound", "replace", "replace", "vocals", "replace")
    ):
        clip = edited(engine, clip, edit, number)


def edited(engine: Engine, clip: RenderedClip, edit: str, number: int) -> RenderedClip:
    """One edit, and all that is promised of it."""
    chance = np.random.default_rng(number)
    brief = Brief(sound=SOUNDS[number % len(SOUNDS)], seed=str(number), seconds=4 if edit == "extend" else None)
    old = stems_of(engine, clip.ticket)
    match edit:
        case "extend":
            at = float(chance.uniform(4, clip.seconds)) if number % 2 else clip.seconds
            new = engine.extend(clip.ticket, at, brief)
            same_outside(old, stems_of(engine, new.ticket), at, None)
        case "replace":
            start = float(chance.uniform(0, clip.seconds - 1))
            end = float(start + chance.uniform(0.1, min(5.0, clip.seconds - start)))
            new = engine.replace(clip.ticket, start, end, brief)
            same_outside(old, stems_of(engine, new.ticket), start, end)
        case "vocals":
            new = engine.swap_vocals(clip.ticket, brief, 0.5)
            after = stems_of(engine, new.ticket)
            assert all((old[stem] == after[stem]).all() for stem in STEMS if stem != "vocals")
        case "sound":
            new = engine.swap_sound(clip.ticket, brief, 0.5)
            after = stems_of(engine, new.ticket)
            assert (old["vocals"] == after["vocals"]).all()
            assert any((old[stem] != after[stem]).any() for stem in STEMS if stem != "vocals")
        case _:
            new = engine.vary(clip.ticket, brief)
            assert new.seconds == pytest.approx(clip.seconds)
            assert (new.bpm, new.key) == (clip.bpm, clip.key)
    return new


def test_a_fade_is_at_most_fifty_milliseconds(engine: Engine, song: RenderedClip) -> None:
    new = engine.replace(song.ticket, 4.0, 8.0, Brief(sound="house", seed="3"))
    store = ClipStore(engine.folder)
    recipe = store.recipe(new.ticket)
    assert isinstance(recipe, Spliced) and samples_in(0.05) >= FADE_SAMPLES
    alone = ClipRenderer(store)
    with alone.opened(recipe.insert) as insert, alone.opened(recipe) as whole:
        inside = slice(samples_in(4) + FADE_SAMPLES, samples_in(8) - FADE_SAMPLES)
        assert (whole.mix(inside.start, inside.stop) == insert.mix(FADE_SAMPLES, insert.length - FADE_SAMPLES)).all()


def test_the_same_asking_is_the_same_ticket_and_the_same_file(engine: Engine, song: RenderedClip, tmp_path: Path) -> None:
    again = Engine(tmp_path).compose(Brief(sound="soul, female voice", lyrics=LYRICS, seconds=12, seed="1"))
    assert again.ticket == song.ticket
    assert again.file.read_bytes() == song.file.read_bytes()


def test_a_recipe_goes_to_json_and_back(engine: Engine, song: RenderedClip) -> None:
    store = ClipStore(engine.folder)
    base = store.recipe(song.ticket)
    for recipe in (
        base,
        Only(base, "drums"),
        Spliced(base, 5000, 90_000, base),
        Spliced(base, 5000, None, Recording("ab", 88_200, "x")),
    ):
        assert from_json(to_json(recipe)) == recipe
        assert ticket_of(written(from_json(to_json(recipe)))) == ticket_of(written(recipe))


def test_flattening_hears_each_leaf_in_its_window(engine: Engine, song: RenderedClip) -> None:
    base = ClipStore(engine.folder).recipe(song.ticket)
    score = flattened(Spliced(base, samples_in(4), samples_in(8), base))
    early = sorted(note.at for part in flattened(base).parts for note in part.notes if note.at < 4)
    notes = sorted(note.at for part in score.parts for note in part.notes)
    assert [at for at in notes if at < 4] == early
    assert [at - 4 for at in notes if 4 <= at < 8] == pytest.approx(early)
    assert sum(section.seconds for section in score.sections) == pytest.approx(score.seconds, abs=0.2)
    assert length_of(base) == samples_in(score.seconds)


def test_split_gives_four_parts_that_add_up(engine: Engine, song: RenderedClip) -> None:
    parts = engine.split(song.ticket)
    assert [part.part for part in parts] == list(STEMS)
    with pytest.raises(CannotDo, match="already one stem"):
        engine.split(parts[0].ticket)
    alone = stems_of(engine, parts[1].ticket)
    assert (alone["drums"] == stems_of(engine, song.ticket)["drums"]).all() and not alone["vocals"].any()


def test_what_cannot_be_done_is_said(engine: Engine, song: RenderedClip) -> None:
    brief = Brief(sound="house", seed="1")
    with pytest.raises(CannotDo, match=r"cannot be extended at 99\.0 s"):
        engine.extend(song.ticket, 99.0, brief)
    with pytest.raises(CannotDo, match=r"at least 0\.1 s"):
        engine.replace(song.ticket, 3.0, 3.05, brief)
    with pytest.raises(CannotDo, match="nothing of it lies after"):
        engine.replace(song.ticket, 99.0, None, brief)
    with pytest.raises(UnknownTicket):
        engine.export("nonesuch", "flac")
    assert engine.replace(song.ticket, 3.0, 3.1, brief).seconds == pytest.approx(song.seconds)
