"""Finding clips again."""

import base64
import json
import re
from datetime import datetime

from ..errors import InvalidArguments
from ..models import Clip
from .clips import with_files
from .database import Row
from .rows import stamp
from .table import Table

WORDS = 32
"""Of a query; the rest is not looked for."""
UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2600-\u27bf\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U0001f000-\U0003ffff]"
)
"""Scripts without spaces between words, and pictures: no index of words knows them, they are looked for as they stand."""


class Search(Table):
    """Clips by what they are called, how they sound, what they sing, and whom they come from."""

    async def find(
        self,
        owner: str,
        *,
        query: str | None = None,
        clip_id: str | None = None,
        vendor: str | None = None,
        operation: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        limit: int = 20,
        cursor: str | None = None,
    ) -> tuple[list[Clip], str | None]:
        """Clips, newest first, and where the next page begins; None at the end.

        `query` finds beginnings of words in titles, sounds and lyrics, all of which must be there; `clip_id` finds its family.
        """
        before, before_id = _place(cursor) if cursor else (None, None)
        said = (query or "").split()[:WORDS]
        words = " ".join(f"{_quoted(word)}*" for word in said if not UNSPACED.search(word))
        rows = await self._database.reading.all(
            "find_clips",
            owner=owner,
            words=words or None,
            pieces=json.dumps([word.lower() for word in said if UNSPACED.search(word)]),
            family=clip_id,
            vendor=vendor,
            operation=operation,
            since=since and stamp(since),
            until=until and stamp(until),
            before=before,
            before_id=before_id,
            limit=limit + 1,
        )
        page = rows[:limit]
        more = _cursor(page[-1]) if len(rows) > limit and page else None
        return await with_files(self._database.reading, page), more

    async def titles(self, owner: str, prefix: str, limit: int) -> list[tuple[str, str]]:
        """Clip ids and titles of the newest clips whose title begins so, whatever the case and accents."""
        words = f"title : ^ {_quoted(prefix)} *" if prefix.strip() else None
        rows = await self._database.reading.all("titles", owner=owner, words=words, limit=limit)
        return [(row["clip_id"], row["title"]) for row in rows]


def _quoted(word: str) -> str:
    """A string of the search's language; nothing in it is an operator."""
    return '"{}"'.format(word.replace("\0", " ").replace('"', '""'))


def _cursor(row: Row) -> str:
    return base64.urlsafe_b64encode(f"{row['created_at']} {row['clip_id']}".encode()).decode()


def _place(cursor: str) -> tuple[str, str]:
    """Where a page begins, from the cursor that said so."""
    try:
        before, _, before_id = base64.urlsafe_b64decode(cursor.encode()).decode().partition(" ")
        return stamp(datetime.fromisoformat(before)), before_id
    except ValueError:
        raise InvalidArguments("that cursor is none of ours; leave cursor out to begin with the newest clip.") from None
