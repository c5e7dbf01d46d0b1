"""A vendor's zip of stems, kind and unkind."""

import io
import stat
import zipfile
from pathlib import Path

import pytest

from producer_mcp.errors import AddressRefused, Expired, FetchFailed, NotAudio, ProducerError, TooLarge
from producer_mcp.library import Library
from producer_mcp.library.archives import MAX_MEMBERS, part_of, unpack

from ..fake_vendor import FakeVendor, Fault
from ..fake_vendor.pictures import archive, png
from ..fake_vendor.sounds import encoded, wav
from .conftest import Make, clip_of, file_of, names

pytestmark = pytest.mark.anyio
SONG = wav(0.1)


def unpacked(content: bytes, folder: Path, title: str = "", largest: int = 1 << 20) -> list[tuple[str, Path]]:
    zipped = folder / "a.zip"
    zipped.write_bytes(content)
    try:
        return unpack(zipped, folder / "parts", title, largest)
    finally:
        zipped.unlink()


async def test_parts_arrive_with_their_files(library: Library, fake: FakeVendor, folder: Path, data_folder: Path) -> None:
    url = f"{fake.url}/files/a.zip"
    parts = await library.unpack(url, clip_of(), "ticket/../1")
    assert [part for part, _ in parts] == ["vocals", "drums", "bass", "other"]
    assert [path.read_bytes() for _, path in parts] == [wav(2.0, pitch) for pitch in range(4)]
    assert all(path.is_relative_to(data_folder / "parts") for _, path in parts)
    assert await library.unpack(url, clip_of(), "ticket/../1") == parts and len(fake.requests) == 1
    assert await library.unpack(url, clip_of(), "ticket 2") != parts
    kept = await library.keep(clip_of(part="drums"), file_of(parts[1][1].as_uri()))
    assert kept.path == str(folder / "Window (drums) - clip_abcdefghijkl.wav")


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault("zip_slip"), AddressRefused),
        (Fault("zip_bomb"), NotAudio),
        (Fault("html"), NotAudio),
        (Fault("not_audio"), NotAudio),
        (Fault("status", 404), Expired),
    ],
    ids=lambda case: case.kind if isinstance(case, Fault) else None,
)
async def test_what_is_not_a_zip_of_parts_leaves_nothing(
    library: Library, fake: FakeVendor, data_folder: Path, tmp_path: Path, fault: Fault, error: type[ProducerError]
) -> None:
    fake.next(fault, on="file")
    with pytest.raises(error):
        await library.unpack(f"{fake.url}/files/a.zip", clip_of(), "ticket")
    assert names(data_folder / "parts") == set() and names(tmp_path) == {"data"}


@pytest.mark.parametrize(
    "name", ["../a.wav", "a/../../b.wav", "/a.wav", "\\a.wav", "..\\a.wav", "C:\\a.wav", "c:a.wav", "a/..", "\\\\share\\a.wav"]
)
def test_names_that_lead_out_are_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(AddressRefused, match="not unpacked"):
        unpacked(archive({"vocals.wav": SONG, name: SONG}), tmp_path)
    assert names(tmp_path) == set()


def test_links_are_refused(tmp_path: Path) -> None:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as packed:
        link = zipfile.ZipInfo("vocals.wav")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        packed.writestr(link, "/etc/passwd")
    with pytest.raises(AddressRefused):
        unpacked(kept.getvalue(), tmp_path)


def test_a_file_that_unpacks_to_more_than_a_song_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TooLarge):
        unpacked(archive({"drums.wav": SONG, "vocals.wav": SONG + bytes(2 << 20)}), tmp_path)
    assert names(tmp_path) == set()


def test_a_crowd_of_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TooLarge):
        unpacked(archive({f"{number}.wav": b"" for number in range(MAX_MEMBERS + 1)}), tmp_path)


def test_a_table_of_contents_as_long_as_a_book_is_not_read(tmp_path: Path) -> None:
    with pytest.raises(TooLarge, match="table of contents"):
        unpacked(archive({f"{number:05}" + "x" * 4000: b"" for number in range(1100)}), tmp_path)


def test_a_broken_or_locked_zip_is_a_sentence(tmp_path: Path) -> None:
    whole = archive({"vocals.wav": SONG})
    locked = bytearray(whole)
    locked[6] |= 1
    locked[whole.index(b"PK\x01\x02") + 8] |= 1
    for content in (whole[:-30], bytes(locked), flipped(whole)):
        with pytest.raises(FetchFailed):
            unpacked(content, tmp_path)
        assert names(tmp_path) == set()


def flipped(whole: bytes) -> bytes:
    """With one bit wrong in the packed audio, so that its checksum is."""
    spoilt = bytearray(whole)
    spoilt[len(whole) // 2] ^= 1
    return bytes(spoilt)


def test_audio_is_taken_and_the_rest_left(tmp_path: Path) -> None:
    members = {
        "__MACOSX/._Vocals.wav": SONG,
        ".hidden.wav": SONG,
        "stems/": b"",
        "read me.txt": b"hello",
        "cover.png": png(),
        "stems/02 Lead Vocals.wav": SONG,
        "stems/Window - Drums.flac": encoded("flac", 0.1),
        "empty.wav": b"",
        "stems/drums (1).m4a": encoded("m4a", 0.1),
    }
    parts = unpacked(archive(members), tmp_path, "Window")
    assert [(part, path.name) for part, path in parts] == [
        ("lead vocals", "00 lead vocals.wav"),
        ("drums", "01 drums.flac"),
        ("drums 2", "02 drums 2.m4a"),
    ]


def test_a_zip_without_audio_is_not_stems(tmp_path: Path) -> None:
    with pytest.raises(NotAudio, match="holds no audio"):
        unpacked(archive({"read me.txt": b"hello"}), tmp_path)


def test_a_second_unpacking_at_the_same_time_takes_the_firsts(tmp_path: Path) -> None:
    first = unpacked(archive({"vocals.wav": SONG}), tmp_path)
    assert unpacked(archive({"vocals.wav": SONG}), tmp_path) == first and names(tmp_path) == {"parts"}


@pytest.mark.parametrize(
    ("name", "title", "part"),
    [
        ("vocals.wav", "", "vocals"),
        ("Vocal.wav", "", "vocals"),
        ("a/b/drums.mp3", "", "drums"),
        ("All About That Bass (Drums).wav", "", "drums"),
        ("Bass Drums.wav", "Bass Drums", "Bass Drums"),
        ("The Bass - other.wav", "The Bass", "other"),
        ("song_backing_vocals.wav", "song", "backing vocals"),
        ("Instrumentals.wav", "", "instrumental"),
        ("Theremin!.wav", "", "Theremin!"),
        ("....wav", "", "part"),
    ],
)
def test_which_part_a_name_means(name: str, title: str, part: str) -> None:
    assert part_of(name, title) == part


async def test_saving_off_still_unpacks(make: Make, fake: FakeVendor, folder: Path) -> None:
    library = make(saves=False)
    parts = await library.unpack(f"{fake.url}/files/a.zip", clip_of(), "ticket")
    kept = await library.keep(clip_of(part="vocals"), file_of(None, path=str(parts[0][1])))
    assert kept.path == str(parts[0][1]) and not folder.exists()


def with_broken_name(content: bytes, name: bytes, broken: bytes) -> bytes:
    """A zip in which `name` is `broken`, everywhere, and said to be UTF-8."""
    assert len(name) == len(broken)
    changed = bytearray(content.replace(name, broken))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = changed.find(signature)
        while start >= 0:
            changed[start + offset + 1] |= 0x08
            start = changed.find(signature, start + 4)
    return bytes(changed)


@pytest.mark.parametrize("broken", [b"vocals \xff\xfe.wav", b"vocals \xed\xa0.wav", b"vocals \xc3\x28.wav"])
def test_a_part_with_a_broken_name_is_kept(broken: bytes, tmp_path: Path) -> None:
    whole = archive({"vocals ab.wav": SONG, "drums.wav": SONG})
    parts = unpacked(with_broken_name(whole, b"vocals ab.wav", broken), tmp_path)
    assert [part for part, _ in parts] == ["vocals", "drums"]
    assert all(path.read_bytes() == SONG for _, path in parts)


@pytest.mark.parametrize("place", range(0, 46, 3))
@pytest.mark.parametrize("value", [0, 0xFF])
def test_an_archive_whose_table_of_contents_is_damaged_breaks_nothing(place: int, value: int, tmp_path: Path) -> None:
    damaged = bytearray(archive({"vocals.wav": SONG, "drums.wav": SONG}))
    start = damaged.find(b"PK\x01\x02") + place
    damaged[start : start + 3] = bytes([value]) * 3
    try:
        assert unpacked(bytes(damaged), tmp_path)
    except ProducerError as error:
        assert "archive" in str(error)
    assert not list(tmp_path.glob(".*"))
