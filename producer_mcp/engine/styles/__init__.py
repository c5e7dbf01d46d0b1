"""The styles the engine knows, in one table; each file holds a few that are related."""

from .acoustic import ACOUSTIC
from .bands import BANDS
from .beats import BEATS
from .cinema import CINEMA
from .dance import DANCE
from .dancehall import DANCEHALL
from .jazz import JAZZ
from .style import Style

STYLES: dict[str, Style] = {
    style.name: style for row in (BANDS, BEATS, DANCE, DANCEHALL, ACOUSTIC, JAZZ, CINEMA) for style in row
}
"""By name; `lofi`, `drum and bass`, `classical piano` …"""
