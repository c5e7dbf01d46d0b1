"""An ACE-Step 1.5 server as its pages describe it, without a model: eight routes, a queue that works on one job at a time, and
the traps. It makes small real audio, so that what is done with it can be heard."""

from .server import Job, StandIn

__all__ = ["Job", "StandIn"]
