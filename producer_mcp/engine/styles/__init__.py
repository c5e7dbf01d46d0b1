"""The styles the engine knows, one table; each file holds a few that live near each other."""

from ..style import Style
from .acoustic import ACOUSTIC
from .bands import BANDS
from .beats import BEATS
from .dance import DANCE
from .dancehall import DANCEHALL
from .jazz import JAZZ
from .screen import SCREEN

STYLES: dict[str, Style] = {
    style.name: style for row in (BANDS, BEATS, DANCE, DANCEHALL, ACOUSTIC, JAZZ, SCREEN) for style in row
}
"""By name; `lofi`, `drum and bass`, `classical piano` …"""
