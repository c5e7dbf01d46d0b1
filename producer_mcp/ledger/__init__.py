"""What the studio remembers: tasks, clips and files, whom they belong to, and who is at work on them.

One set of SQL, in the `.sql` files beside this; a database only has to run it.
"""

from .clips import Clips
from .files import Files
from .leases import Leases
from .search import Search
from .spending import Spending
from .statistics import Statistics
from .tasks import Event, Tasks
from .unfinished import Unfinished, Watched

__all__ = ["Event", "Ledger", "Watched"]


class Ledger(Tasks, Unfinished, Clips, Search, Files, Leases, Spending, Statistics):
    """Tasks and clips, kept. Several processes can write in one ledger at once."""
