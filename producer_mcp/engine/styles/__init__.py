"""The styles the engine knows, one table; each file holds a few that live near each other."""

from .acoustic import ACOUSTIC
from .bands import BANDS
from .beats import BEATS
from .cinema import SCREEN
from .dance import DANCE
from .dancehall import DANCEHALL
from .jazz import JAZZ
from .style import Style

STYLES: dict[str, Style] = {
    style.name: style for row in (BANDS, BEATS, DANCE, DANCEHALL, ACOUSTIC, JAZZ, SCREEN) for style in row
}
"""By name; `lofi`, `drum and bass`, `classical piano` …"""
