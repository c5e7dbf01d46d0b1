"""Titles of new clips, as they are asked for, given by vendors and made."""

from datetime import UTC, datetime
from typing import Any

import pytest

from producer_mcp.models import Clip, Task
from producer_mcp.studio.titles import given_title, is_missing, made_title, numbered
from producer_mcp.vendors import Made

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
CLIP_ID = "clip_x7k2m9q4w8ab"


def task_of(operation: str = "create_music", **arguments: Any) -> Task:
    return Task(
        task_id="task_1", owner="local", account="a", vendor="musicapi", operation=operation, arguments=arguments, key="k",
        created_at=NOON, held_until=NOON,
    )  # fmt: skip


def clip_called(title: str, **more: Any) -> Clip:
    fields = {"clip_id": CLIP_ID, "owner": "local", "vendor": "musicapi", "account": "a", "vendor_clip_id": "v"}
    return Clip(**fields | more, title=title, created_at=NOON)


@pytest.mark.parametrize(
    "title",
    ["", " ", "Untitled", "untitled 3", "UNTITLED (2)", "Untitled Song", "New Song", "untitled_1", "No Title", "null", "None",
     "undefined", "N/A", "無題", "Sans titre", "-", "3", "Track 1", "Untitled #4", "Unknown"],
)  # fmt: skip
def test_what_vendors_write_where_there_is_no_title_is_none(title: str) -> None:
    assert is_missing(title)


@pytest.mark.parametrize(
    "title",
    ["Untitled Love", "New York Song", "Nonesuch", "99 Red Balloons", "The Unknown", "Newsong", "Songbird", "1999", "New"],
)
def test_a_title_that_only_looks_like_none_is_one(title: str) -> None:
    assert not is_missing(title)


@pytest.mark.parametrize(
    ("arguments", "title"),
    [
        ({"sound": "sad piano ballad, female voice, 70 bpm"}, "Sad piano ballad"),
        ({"sound": "A sad piano ballad with strings and a choir. Slow."}, "Sad piano ballad with strings"),
        ({"sound": "lofi, rhodes, brushed drums"}, "Lofi rhodes"),
        ({"sound": "Please make me a song about the sea"}, "Sea"),
        ({"sound": "悲しいピアノバラード、女性ボーカル"}, "悲しいピアノバラード 女性ボーカル"),
        ({"lyrics": "[Verse 1]\n(softly)\nRain on the window pane, and more\n[Chorus]\nStay"}, "Rain on the window pane"),
        ({"lyrics": "**[Verse]**\n# Intro\n\nHello"}, "Intro"),
        ({"sound": "x" * 200}, "X" * 1 + "x" * 38 + "…"),
        ({"lyrics": "[Instrumental]"}, "Clip x7k2m9"),
        ({"sound": "house 124.5 bpm at 0:45"}, "House 124.5 bpm at 0:45"),
    ],
)
def test_new_music_is_called_after_what_it_is(arguments: dict[str, Any], title: str) -> None:
    assert made_title(task_of(**arguments), None, Made(), CLIP_ID) == title


@pytest.mark.parametrize(
    ("operation", "arguments", "part", "title"),
    [
        ("cover_music", {"sound": "reggae"}, None, "Rain (reggae)"),
        ("cover_music", {"sound": "dark synthwave with a vocoder, slow"}, None, "Rain (dark synthwave)"),
        ("cover_music", {}, None, "Rain (cover)"),
        ("extend_music", {"sound": "softer"}, None, "Rain (extended)"),
        ("vary_music", {"sound": "faster"}, None, "Rain (variation)"),
        ("replace_section", {"start": 4}, None, "Rain (new section)"),
        ("swap_vocals", {"sound": "a low male voice"}, None, "Rain (low male voice)"),
        ("swap_sound", {"sound": "acoustic guitar"}, None, "Rain (acoustic guitar)"),
        ("split_stems", {}, "vocals", "Rain (vocals)"),
    ],
)
def test_an_edit_is_called_after_its_parent(operation: str, arguments: dict[str, Any], part: str | None, title: str) -> None:
    assert made_title(task_of(operation, **arguments), clip_called("Rain"), Made(part=part), "clip_2") == title


@pytest.mark.parametrize(
    ("parent", "title"),
    [
        ("Rain (reggae)", "Rain (reggae, extended)"),
        ("Rain (extended)", "Rain (extended)"),
        ("Rain (extended) 2", "Rain (extended)"),
        ("", "Warm lofi (extended)"),
        ("Untitled", "Warm lofi (extended)"),
        ("Ra" * 40, "Ra" * 34 + "… (extended)"),
    ],
)
def test_an_edit_of_an_edit_says_both(parent: str, title: str) -> None:
    made = made_title(task_of("extend_music"), clip_called(parent, sound="warm lofi"), Made(), "clip_2")
    assert made == title and len(made) <= 80


@pytest.mark.parametrize(
    ("source", "title"),
    [
        ({"path": "/home/ada/take_1 final.wav"}, "take 1 final"),
        ({"path": "C:\\Music\\Demo.mp3"}, "Demo"),
        ({"path": "/music/Rain - clip_x7k2m9q4w8ab.flac"}, "Rain"),
        ({"url": "https://example.com/a/My%20Song.mp3?token=1"}, "My Song"),
        ({"url": "https://example.com/"}, "example.com"),
        ({"path": "/tmp/untitled.wav"}, "Clip x7k2m9"),
    ],
)
def test_an_upload_is_called_after_its_file(source: dict[str, Any], title: str) -> None:
    task = task_of("upload_music", **source)
    assert given_title(task, None, Made(title="audio")) == "" and made_title(task, None, Made(), CLIP_ID) == title


def test_what_was_asked_for_counts_before_what_the_vendor_says() -> None:
    asked = task_of("vary_music", title="Mine")
    assert given_title(asked, clip_called("Rain"), Made(title="Rain")) == "Mine"
    assert given_title(asked, clip_called("Rain"), Made(title="Rain", part="drums")) == "Mine (drums)"
    assert given_title(task_of(), None, Made(title="Neon Rain")) == "Neon Rain"
    assert given_title(task_of("vary_music"), clip_called("Rain"), Made(title="Rain")) == ""


def test_a_title_that_is_taken_gets_a_number() -> None:
    assert numbered("Lofi", {"Rain"}) == "Lofi"
    assert numbered("Lofi", {"Lofi", "Lofi 2"}) == "Lofi 3"
