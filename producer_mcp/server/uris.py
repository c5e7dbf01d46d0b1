"""Where things are: the addresses of clips, tasks, vendors and guides."""

import re
from dataclasses import dataclass
from typing import Self

SCHEME = "producer://"
PATTERN = re.compile(r"producer://(clips|tasks|guide|vendors)(?:/([^/?#]{1,200}))?(?:/(lyrics|audio|cover))?")


@dataclass(frozen=True, slots=True)
class ResourceUri:
    """One address, taken apart."""

    kind: str
    """clips, tasks, guide or vendors."""
    id: str = ""
    part: str = ""
    """Of a clip: lyrics, audio or cover; the clip itself if empty."""

    @classmethod
    def of(cls, uri: str) -> Self | None:
        """What `uri` names; None if nothing of ours can be there."""
        found = PATTERN.fullmatch(uri)
        if found is None:
            return None
        kind, name, part = (found[place] or "" for place in (1, 2, 3))
        fits = (kind == "vendors") == (name == "") and (not part or kind == "clips")
        return cls(kind, name, part) if fits else None

    def __str__(self) -> str:
        return SCHEME + "/".join(filter(None, (self.kind, self.id, self.part)))
