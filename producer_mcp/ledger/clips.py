"""Clips in the database: kept, completed, and found again."""

import base64
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Self

from ..errors import InvalidArguments, NotFound
from ..models import FILE_KINDS, Clip, File, Tempo
from .database import Row, Statements
from .files import want_files
from .rows import clip_of, file_of, stamp, values_of
from .table import Table

MAX_QUERY_WORDS = 32
"""Further words of a query are ignored."""
UNSPACED_SCRIPTS = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2600-\u27bf\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U0001f000-\U0003ffff]"
)
"""Thai to Han, which have no spaces between words, and emoji: the full-text index does not know their words.

Text of these is looked for as a substring.
"""


class SqlClips(Table):
    """`ledger.Clips` in SQL."""

    async def get(self, owner: str, clip_id: str) -> Clip:
        """By our id."""
        row = await self._database.reading.one("clip_of_id", owner=owner, clip_id=clip_id)
        if row is None:
            raise _not_found(clip_id)
        return (await clips_with_files(self._database.reading, [row]))[0]

    async def by_vendor_id(self, owner: str, vendor: str, vendor_clip_id: str) -> Clip | None:
        """By the vendor's id; the oldest."""
        row = await self._database.reading.one("clip_at_vendor", owner=owner, vendor=vendor, vendor_clip_id=vendor_clip_id)
        return None if row is None else (await clips_with_files(self._database.reading, [row]))[0]

    async def at_address(self, owner: str, address: str) -> Clip | None:
        """The very address comes first; of several clips with the same address but for its query none is meant."""
        bare = address.partition("?")[0]
        rows = await self._database.reading.all("clips_at_address", owner=owner, address=address, bare=bare)
        row = next((row for row in rows if row["is_exact"]), rows[0] if len(rows) == 1 else None)
        return None if row is None else await self.get(owner, row["clip_id"])

    async def owner_of_vendor_id(self, vendor: str, vendor_clip_id: str) -> str | None:
        """The owner who had it first."""
        row = await self._database.reading.one("owner_at_vendor", vendor=vendor, vendor_clip_id=vendor_clip_id)
        return None if row is None else str(row["owner"])

    async def save(self, clip: Clip) -> Clip:
        """In one transaction: the clip, and the files it names."""
        async with self._change() as statements:
            clip_id = await save_clip(statements, clip)
            await want_files(statements, clip.files.values(), {clip.clip_id: clip_id})
            return await _saved_clip(statements, clip.owner, clip_id)

    async def update(self, clip: Clip) -> Clip:
        """Every field is overwritten, also with nothing."""
        async with self._change() as statements:
            if await statements.one("update_clip", **values_of(clip)) is None:
                raise _not_found(clip.clip_id)
            return await _saved_clip(statements, clip.owner, clip.clip_id)

    async def set_tempo(self, clip_id: str, tempo: Tempo) -> Clip | None:
        """In three columns, unless they are filled."""
        values = {"bpm": tempo.bpm, "key": tempo.key, "tempo_source": tempo.source}
        async with self._change() as statements:
            row = await statements.one("set_tempo", clip_id=clip_id, **values)
            return None if row is None else (await clips_with_files(statements, [row]))[0]

    async def without_tempo(self, limit: int) -> list[Clip]:
        """By an index."""
        rows = await self._database.reading.all("clips_without_tempo", limit=limit)
        return await clips_with_files(self._database.reading, rows)

    async def find(
        self,
        owner: str,
        *,
        query: str | None = None,
        clip_id: str | None = None,
        task_id: str | None = None,
        vendor: str | None = None,
        operation: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        limit: int = 20,
        cursor: str | None = None,
    ) -> tuple[list[Clip], str | None]:
        """One statement with every filter in it; one row more than the page shows whether there is a next page."""
        place = _place_of(cursor) if cursor else _Place()
        words = _Words.of(query or "")
        if words.are_nothing:
            return [], None
        rows = await self._database.reading.all(
            "find_clips",
            owner=owner,
            words=json.dumps([*words.indexed, *(fact["words"] for fact in words.facts.values())]),
            pieces=json.dumps(list(words.pieces)),
            facts=json.dumps(list(words.facts.values())),
            all_words=" ".join(words.indexed) or None,
            needed=len(words.indexed) + len(words.pieces),
            family=clip_id,
            task_id=task_id,
            vendor=vendor,
            operation=operation,
            since=since and stamp(since),
            until=until and stamp(until),
            before_stem=place.is_stem,
            before=place.created_at,
            before_id=place.clip_id,
            limit=limit + 1,
        )
        return await self._page(rows, limit)

    async def newest(self, owner: str, limit: int, cursor: str | None = None) -> tuple[list[Clip], str | None]:
        """By an index."""
        place = _place_of(cursor) if cursor else _Place()
        rows = await self._database.reading.all(
            "newest_clips", owner=owner, before=place.created_at, before_id=place.clip_id, limit=limit + 1
        )
        return await self._page(rows, limit)

    async def having_words(self, owner: str, query: str) -> dict[str, int]:
        """One statement for all words."""
        words = _Words.of(query)
        rows = await self._database.reading.all(
            "clips_having_words", owner=owner, words=json.dumps(list(words.indexed)), pieces=json.dumps(list(words.pieces))
        )
        counts = {row["word"]: int(row["clips"]) for row in rows}
        told = {word: counts.get(sought, 0) for sought, word in {**words.indexed, **words.pieces}.items()}
        for said, fact in words.facts.items():
            row = await self._database.reading.one("clips_having_fact", owner=owner, fact=json.dumps(fact), words=fact["words"])
            told[said] = int(row["clips"]) if row is not None else 0
        return told

    async def hide(self, clip_id: str, at: datetime | None) -> Clip | None:
        """A moment, or nothing, in the clip's row."""
        async with self._change() as statements:
            row = await statements.one("hide_clip", clip_id=clip_id, at=at and stamp(at))
            return None if row is None else clip_of(row)

    async def hidden(self) -> list[Clip]:
        """Without their files."""
        return [clip_of(row) for row in await self._database.reading.all("hidden_clips")]

    async def _page(self, rows: Sequence[Row], limit: int) -> tuple[list[Clip], str | None]:
        """The clips of a page, and the cursor of the next one, if `rows` has one more."""
        page = rows[:limit]
        more = _cursor_after(page[-1]) if len(rows) > limit and page else None
        return await clips_with_files(self._database.reading, page), more

    async def titles_like(self, owner: str, title: str) -> set[str]:
        """By an index."""
        return {row["title"] for row in await self._database.reading.all("titles_like", owner=owner, title=title)}

    async def titles(self, owner: str, prefix: str, limit: int) -> list[tuple[str, str]]:
        """By the full-text index, which ignores case and accents."""
        words = f"title : ^ {_quoted(prefix)} *" if prefix.strip() else None
        rows = await self._database.reading.all("titles", owner=owner, words=words, limit=limit)
        return [(row["clip_id"], row["title"]) for row in rows]


async def clips_with_files(statements: Statements, rows: Sequence[Row]) -> list[Clip]:
    """The clips in `rows`, each with its files; one statement for all files."""
    clip_ids = sorted({row["clip_id"] for row in rows})
    files: dict[str, dict[str, File]] = {clip_id: {} for clip_id in clip_ids}
    if clip_ids:
        for row in await statements.all("files_of_clips", clip_ids=json.dumps(clip_ids)):
            if row["kind"] in FILE_KINDS:
                files[row["clip_id"]][row["kind"]] = file_of(row)
    return [clip_of(row, files[row["clip_id"]]) for row in rows]


async def save_clip(statements: Statements, clip: Clip, *, is_titled: bool = False) -> str:
    """Add a clip, or complete the one that has its id or its vendor's id; returns the id it has in the ledger.

    `is_titled`: its title was asked for, so that one of the same music with another title is another clip.
    """
    values = values_of(clip)
    known = await statements.one("known_clip", **values, is_titled=int(is_titled))
    if known is None:
        await statements.run("add_clip", **values)
        return clip.clip_id
    await statements.run("complete_clip", **(values | {"clip_id": known["clip_id"]}))
    return str(known["clip_id"])


async def _saved_clip(statements: Statements, owner: str, clip_id: str) -> Clip:
    row = await statements.one("clip_of_id", owner=owner, clip_id=clip_id)
    return (await clips_with_files(statements, [row] if row else []))[0]


def _not_found(clip_id: str) -> NotFound:
    return NotFound(f"there is no clip {clip_id[:80]!r}; find_clips lists the clips there are.")


def _quoted(word: str) -> str:
    """A string in the full-text query language; nothing in it is an operator."""
    return '"{}"'.format(word.replace("\0", " ").replace('"', '""'))


class _Place(NamedTuple):
    """After which clip a page begins; of the first page nothing is known."""

    is_stem: int = 0
    created_at: str | None = None
    clip_id: str | None = None


def _cursor_after(row: Row) -> str:
    """The cursor of the page that begins after this clip."""
    return base64.urlsafe_b64encode(f"{row['created_at']} {row['clip_id']} {int(bool(row['part']))}".encode()).decode()


def _place_of(cursor: str) -> _Place:
    """The place that `_cursor_after` wrote down; raises `InvalidArguments`."""
    try:
        created_at, clip_id, is_stem = base64.urlsafe_b64decode(cursor.encode()).decode().split(" ")
        return _Place(int(is_stem), stamp(datetime.fromisoformat(created_at)), clip_id)
    except ValueError:
        raise InvalidArguments("that cursor is none of ours; leave cursor out to begin with the newest clip.") from None


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a query: what is looked for, and how it was written."""

    indexed: Mapping[str, str]
    """Queries of the full-text index."""
    pieces: Mapping[str, str]
    """Substrings in lower case, of scripts that the index does not know."""
    facts: Mapping[str, Mapping[str, Any]]
    """Tempos and keys, as `search_sqlite.sql` wants them, by how they were written."""
    are_nothing: bool
    """Whether there are words, and none of them has a letter or a digit."""

    @classmethod
    def of(cls, query: str) -> Self:
        """The first words of a query, each once; those without a letter or a digit are left out."""
        from .musical_facts import musical_facts  # imported with the first search, so that the server starts faster

        facts, rest = musical_facts(query)
        words = rest.split()[:MAX_QUERY_WORDS]
        pieces = {word.lower(): word for word in words if UNSPACED_SCRIPTS.search(word)}
        indexed = {
            f"{_quoted(word.lower())}*": word
            for word in words
            if not UNSPACED_SCRIPTS.search(word) and any(map(str.isalnum, word))
        }
        return cls(indexed, pieces, facts, bool(words) and not (indexed or pieces or facts))
