"""The pages of the player outside a chat, each with a policy that lets it run only what is written in it, and reach only us."""

import base64
import html
import re
from functools import cache
from hashlib import sha256
from importlib.resources import files

from starlette.responses import HTMLResponse

from ..player import page_html

INLINE_PATTERN = re.compile(r"<(script|style)(?:\s[^>]*)?>(.*?)</\1>", re.DOTALL)
PAGE_HEADERS = {
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "same-origin",  # with no-referrer a browser hides the Origin of our own forms from us
    "x-content-type-options": "nosniff",
}
SIGN_OUT_FORM = '<form class="sign-out" method="post" action="library/sign-out"><button class="pill">Sign out</button></form>\n'


def player_page(*, can_sign_out: bool) -> HTMLResponse:
    """The player as a page of its own, which asks this server instead of a chat."""
    return _response(_player_html(can_sign_out))


def sentence_page(title: str, sentence: str, status: int = 200, *, form: str = "", refresh_to: str = "") -> HTMLResponse:
    """A page that says one thing; `form` is HTML of ours, `refresh_to` an address it goes on to by itself."""
    refresh = f'<meta http-equiv="refresh" content="0; url={html.escape(refresh_to)}">' if refresh_to else ""
    shown = {"title": html.escape(title), "sentence": html.escape(sentence), "form": form, "refresh": refresh}
    return _response(re.sub(r"\{(\w+)\}", lambda found: shown[found[1]], _sentence_html()), status)


@cache
def _player_html(can_sign_out: bool) -> str:
    page = page_html({"bridge.js": "web_bridge.js"})
    return page.replace("</body>", f"{SIGN_OUT_FORM}</body>") if can_sign_out else page


@cache
def _sentence_html() -> str:
    return files(__package__).joinpath("sentence.html").read_text("utf-8")


def _response(page: str, status: int = 200) -> HTMLResponse:
    return HTMLResponse(page, status, PAGE_HEADERS | {"content-security-policy": _policy(page)})


@cache
def _policy(page: str) -> str:
    """The content security policy under which exactly the scripts and styles of `page` run."""
    inline = [(found[1], found[2]) for found in INLINE_PATTERN.finditer(page)]
    hashes = {kind: " ".join(_source(text) for tag, text in inline if tag == kind) or "'none'" for kind in ("script", "style")}
    return (
        f"default-src 'none'; script-src {hashes['script']}; style-src {hashes['style']}; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def _source(text: str) -> str:
    return f"'sha256-{base64.b64encode(sha256(text.encode()).digest()).decode()}'"
