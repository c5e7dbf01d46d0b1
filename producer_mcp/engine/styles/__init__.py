"""The styles the engine knows, one table; each file holds a few that live near each other."""

from producer_mcp.engine.style import Style
from producer_mcp.engine.styles.acoustic import ACOUSTIC
from producer_mcp.engine.styles.bands import BANDS
from producer_mcp.engine.styles.beats import BEATS
from producer_mcp.engine.styles.dance import DANCE
from producer_mcp.engine.styles.dancehall import DANCEHALL
from producer_mcp.engine.styles.jazz import JAZZ
from producer_mcp.engine.styles.screen import SCREEN

STYLES: dict[str, Style] = {style.name: style for row in (BANDS, BEATS, DANCE, DANCEHALL, ACOUSTIC, JAZZ, SCREEN) for style in row}
"""By name; `lofi`, `drum and bass`, `classical piano` …"""
