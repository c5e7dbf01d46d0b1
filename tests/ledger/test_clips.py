from datetime import timedelta

import pytest

from producer_mcp.errors import InvalidArguments, NotFound
from producer_mcp.ledger import Ledger

from .examples import NOON, Clock, a_clip, a_file, a_task

pytestmark = pytest.mark.anyio


async def found(ledger: Ledger, owner: str = "local", **filters: object) -> list[str]:
    clips, _ = await ledger.clips.find(owner, **filters)  # type: ignore[arg-type]
    return [clip.clip_id for clip in clips]


@pytest.fixture
async def songs(ledger: Ledger) -> None:
    for number, words in enumerate(
        (
            {"title": "Ça Va", "sound": "lofi hip-hop, rainy", "lyrics": "[Verse]\nRain on the window"},
            {"title": "Rain in Lisbon", "sound": "fado", "vendor": "acedata", "operation": "cover_music"},
            {"title": "雨の歌 🎵", "sound": "city pop"},
            {"title": 'Quote "me" OR else', "sound": "punk NOT rock"},
            {"title": "", "sound": "ambient", "lyrics": "ÉTÉ"},
        )
    ):
        await ledger.clips.save(a_clip(number, created_at=NOON + timedelta(minutes=number), **words))


@pytest.mark.usefixtures("songs")
@pytest.mark.parametrize(
    "query, clips",
    [
        ("rain", [1, 0]),
        ("RAIN lisb", [1]),
        ("ca va", [0]),
        ("été", [4]),
        ("ete", [4]),
        ("hip-hop", [0]),
        ("window rain lofi", [0]),
        ("歌", [2]),
        ("🎵", [2]),
        ("雨 pop", [2]),
        ('"me"', [3]),
        ("OR", [3]),
        ("punk NOT rock", [3]),
        ("NEAR(punk", []),
        ("title:punk", []),
        ("pun*", [3]),
        ("rain -", [1, 0]),
        ("'; DROP TABLE clip", []),
        ("^rain", [1, 0]),
        ("nothing like it", []),
        ("-", []),
        ("\0", []),
        ("   ", [4, 3, 2, 1, 0]),
        ("", [4, 3, 2, 1, 0]),
        ("a " * 5000, [4]),
    ],
)
async def test_a_query_finds_beginnings_of_words_and_is_never_an_error(ledger: Ledger, query: str, clips: list[int]) -> None:
    assert await found(ledger, query=query) == [f"clip_{number}" for number in clips]


@pytest.mark.usefixtures("songs")
async def test_clips_are_filtered_by_vendor_operation_and_time(ledger: Ledger) -> None:
    assert await found(ledger, vendor="acedata") == ["clip_1"]
    assert await found(ledger, operation="cover_music") == ["clip_1"]
    assert await found(ledger, since=NOON + timedelta(minutes=3)) == ["clip_4", "clip_3"]
    assert await found(ledger, until=NOON) == ["clip_0"]
    assert await found(ledger, query="rain", vendor="ccapi", since=NOON) == ["clip_0"]


async def test_pages_follow_each_other_without_gap_or_repeat_while_clips_are_added(ledger: Ledger) -> None:
    for number in range(7):
        await ledger.clips.save(a_clip(number))
    seen: list[str] = []
    cursor = None
    while True:
        clips, cursor = await ledger.clips.find("local", limit=3, cursor=cursor)
        seen += [clip.clip_id for clip in clips]
        await ledger.clips.save(a_clip(f"later{len(seen)}", created_at=NOON + timedelta(hours=1)))
        if cursor is None:
            break
    assert seen == [f"clip_{number}" for number in reversed(range(7))]


@pytest.mark.parametrize("cursor", ["x", "bm90IG91cnM=", "é", "clip_1"])
async def test_a_cursor_of_somebody_elses_making_is_refused(ledger: Ledger, cursor: str) -> None:
    with pytest.raises(InvalidArguments, match="leave cursor out"):
        await ledger.clips.find("local", cursor=cursor)


async def test_a_family_is_all_a_clip_came_from_and_all_that_came_from_it(ledger: Ledger) -> None:
    for child, parent in (("a", None), ("b", "clip_a"), ("c", "clip_b"), ("d", "clip_c"), ("sibling", "clip_a"), ("e", "clip_c")):
        await ledger.clips.save(a_clip(child, parent=parent))
    assert set(await found(ledger, clip_id="clip_c")) == {"clip_a", "clip_b", "clip_c", "clip_d", "clip_e"}
    assert set(await found(ledger, clip_id="clip_a")) == {f"clip_{name}" for name in ("a", "b", "c", "d", "e", "sibling")}
    assert await found(ledger, clip_id="clip_nowhere") == []


async def test_a_family_that_bites_its_tail_is_found_all_the_same(ledger: Ledger) -> None:
    await ledger.clips.save(a_clip("a", parent="clip_b"))
    await ledger.clips.save(a_clip("b", parent="clip_a"))
    assert set(await found(ledger, clip_id="clip_a")) == {"clip_a", "clip_b"}


@pytest.mark.usefixtures("songs")
async def test_titles_are_completed_whatever_the_case_and_accents(ledger: Ledger) -> None:
    assert await ledger.clips.titles("local", "RAIN i", 5) == [("clip_1", "Rain in Lisbon")]
    assert await ledger.clips.titles("local", "ca", 5) == [("clip_0", "Ça Va")]
    assert await ledger.clips.titles("local", "lisbon", 5) == []
    assert [clip_id for clip_id, _ in await ledger.clips.titles("local", "", 2)] == ["clip_3", "clip_2"]
    assert await ledger.clips.titles("local", '"; ^ *', 2) == []


async def test_a_changed_clip_is_found_by_its_new_words(ledger: Ledger) -> None:
    clip = await ledger.clips.save(a_clip(title="Before"))
    changed = clip.model_copy(update={"title": "After", "seconds": 31.5, "parent": "clip_9"})
    assert await ledger.clips.update(changed) == changed
    assert await found(ledger, query="before") == []
    assert await found(ledger, query="after") == ["clip_1"]
    with pytest.raises(NotFound):
        await ledger.clips.update(a_clip(2))


async def test_a_clip_made_elsewhere_is_adopted_once_with_its_files(ledger: Ledger, clock: Clock) -> None:
    first = await ledger.clips.save(a_clip(1, vendor_clip_id="x", files={"audio": a_file(1)}))
    heard = a_clip(2, vendor_clip_id="x", title="Known now", audio_url="https://new", files={"cover": a_file(2, kind="cover")})
    again = await ledger.clips.save(heard)
    assert (again.clip_id, again.title, again.audio_url) == (first.clip_id, "Known now", "https://new")
    assert sorted(again.files) == ["audio", "cover"]
    assert await ledger.clips.by_vendor_id("local", "ccapi", "x") == again
    assert await ledger.clips.by_vendor_id("local", "acedata", "x") is None
    assert await ledger.clips.owner_of_vendor_id("ccapi", "x") == "local"
    assert await ledger.clips.owner_of_vendor_id("ccapi", "y") is None


async def test_every_word_of_a_clip_is_kept(ledger: Ledger) -> None:
    clip = a_clip(
        ticket="t", task_id="task_1", operation="split_stems", parent="clip_0", part="vocals", uploaded=True,
        title="T", seconds=1.5, audio_url="a", video_url="v", image_url="i", lyrics="l", sound="s", model="m", seed="7",
    )  # fmt: skip
    assert await ledger.clips.save(clip) == clip
    assert await ledger.clips.get("local", "clip_1") == clip


async def test_an_unknown_clip_is_refused_with_what_to_call(ledger: Ledger) -> None:
    with pytest.raises(NotFound, match="find_clips"):
        await ledger.clips.get("local", "clip_9")


async def test_titles_that_go_on_after_a_title_are_told(ledger: Ledger) -> None:
    for number, title in enumerate(("Lofi", "Lofi 2", "Lofinight", "Lofi!", "Rain")):
        await ledger.clips.save(a_clip(number, title=title))
    assert await ledger.clips.titles_like("local", "Lofi") == {"Lofi", "Lofi 2"}
    assert await ledger.clips.titles_like("somebody", "Lofi") == set()


async def test_the_same_music_under_another_title_that_was_asked_for_is_another_clip(ledger: Ledger) -> None:
    for number, title in ((1, "One"), (2, "Two"), (3, "Two"), (4, "")):
        task = a_task(number, arguments={"title": title} if title else {})
        await ledger.tasks.claim(task, holder="me", paid=False, limit=0)
        clip = a_clip(number, vendor_clip_id="the music", title=title or "Made")
        task = await ledger.tasks.finish(task, [clip], [])
        assert task.clips[0].clip_id == {1: "clip_1", 2: "clip_2", 3: "clip_2", 4: "clip_1"}[number]
        assert task.clips[0].title == (title or "One")


async def test_a_title_asked_for_while_a_task_is_recorded_is_kept(ledger: Ledger) -> None:
    task = a_task(operation="vary_music")
    await ledger.tasks.claim(task, holder="me", paid=False, limit=0)
    assert (await ledger.tasks.retitle(task, "Morning")).arguments["title"] == "Morning"
    done = await ledger.tasks.finish(task, [a_clip(title="Rain (variation)"), a_clip(2, title="Rain", part="drums")], [])
    assert [clip.title for clip in done.clips] == ["Morning", "Morning (drums)"]
    assert [clip.title for clip in (await ledger.tasks.retitle(done, "Noon")).clips] == ["Noon", "Noon (drums)"]


@pytest.fixture
async def family(ledger: Ledger) -> None:
    rows: tuple[dict[str, object], ...] = (
        {"title": "Rain", "sound": "lofi", "lyrics": "Rain on the window"},
        {"title": "Variation", "parent": "clip_0", "operation": "vary_music"},
        {"title": "Drums", "parent": "clip_1", "part": "drums"},
        {"title": "雨", "sound": "metal"},
        {"title": "Cover", "sound": "metal", "parent": "clip_3"},
    )
    for number, row in enumerate(rows):
        await ledger.clips.save(a_clip(number, created_at=NOON + timedelta(minutes=number), **row))


@pytest.mark.usefixtures("family")
@pytest.mark.parametrize(
    ("query", "clips"),
    [
        ("rain", [1, 0, 2]),
        ("window variation", [1, 2]),
        ("drums lofi", [2]),
        ("metal", [4, 3]),
        ("雨 cover", [4]),
        ("雨", [4, 3]),
        ("rain metal", []),
    ],
)
async def test_a_version_is_found_by_the_words_of_what_it_was_made_from(ledger: Ledger, query: str, clips: list[int]) -> None:
    assert await found(ledger, query=query) == [f"clip_{number}" for number in clips]


@pytest.mark.usefixtures("family")
async def test_each_word_tells_how_many_clips_have_it(ledger: Ledger) -> None:
    assert await ledger.clips.having_words("local", "Rain metal 雨 kazoo -") == {"Rain": 3, "metal": 2, "雨": 2, "kazoo": 0}
    assert await ledger.clips.having_words("somebody", "rain") == {"rain": 0}


@pytest.mark.usefixtures("family")
async def test_songs_come_before_stems_on_every_page(ledger: Ledger) -> None:
    await ledger.clips.save(a_clip(5, part="bass", created_at=NOON + timedelta(minutes=5)))
    for limit in (1, 2, 4, 5):
        seen: list[str] = []
        cursor: str | None = None
        while cursor is not None or not seen:
            page, cursor = await ledger.clips.find("local", limit=limit, cursor=cursor)
            seen += [clip.clip_id for clip in page]
        assert seen == [f"clip_{number}" for number in (4, 3, 1, 0, 5, 2)]
    assert [clip.clip_id for clip in (await ledger.clips.newest("local", 2))[0]] == ["clip_5", "clip_4"]


@pytest.mark.usefixtures("family")
async def test_a_hidden_clip_is_found_by_its_id_alone_until_it_is_shown_again(ledger: Ledger) -> None:
    hidden = await ledger.clips.hide("clip_0", NOON)
    assert hidden is not None and hidden.title == "Rain"
    assert [clip.clip_id for clip in await ledger.clips.hidden()] == ["clip_0"]
    assert await found(ledger, query="rain") == ["clip_1", "clip_2"] and "clip_0" not in await found(ledger)
    assert "clip_0" in await found(ledger, clip_id="clip_0") and "clip_0" not in await found(ledger, clip_id="clip_1")
    assert await ledger.clips.titles("local", "ra", 5) == [] and len((await ledger.clips.newest("local", 9))[0]) == 4
    assert (await ledger.clips.get("local", "clip_0")).title == "Rain", "it can still be worked on"
    assert await ledger.clips.having_words("local", "rain") == {"rain": 2}
    assert await ledger.clips.hide("clip_0", None) is not None and "clip_0" in await found(ledger)
    assert await ledger.clips.hide("nobody", NOON) is None
