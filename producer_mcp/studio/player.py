"""What a player needs of the studio: songs with all that belongs to them."""

from ..ledger import Ledger
from .songs import Song, Songs, Version
from .waiting import Waiting

__all__ = ["Player", "Song", "Version"]


class Player:
    """The studio as a player sees it; nothing here spends anything."""

    def __init__(self, ledger: Ledger, waiting: Waiting) -> None:
        self.songs = Songs(ledger, waiting)
