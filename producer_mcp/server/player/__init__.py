"""The player: the page that hosts show in the chat, and what is told to it beside the answers that models get."""

from .page import MIME_TYPE, PAGE_META, PAGE_TOOL_META, UI_EXTENSION, page_html, player_uri, showing_meta

__all__ = ["MIME_TYPE", "PAGE_META", "PAGE_TOOL_META", "UI_EXTENSION", "page_html", "player_uri", "showing_meta"]
