"""How a browser gets its cookie: by a token in a form, or by an address that works once."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from hmac import compare_digest
from time import monotonic
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ..request import LOCAL_OWNER
from .auth import MAX_TOKEN_CHARS
from .exposure import Exposure
from .token_file import TokenFile, digest_of
from .web_cookies import LIBRARY_PATH, BrowserSessions, Cookie
from .web_pages import sentence_page

MAX_FORM_BYTES = MAX_TOKEN_CHARS + 1_000
MAX_WRONG_TOKENS = 10
"""Wrong tokens of one address within a minute; further ones are not looked at."""
WRONG_TOKENS_SECONDS = 60.0
MAX_ADDRESSES = 10_000
"""Addresses whose wrong tokens are counted at a time; the oldest count gives way."""
TITLE = "Producer"
TOKEN_FORM = """\
<form method="post" action="{action}">
<label for="token">Your token</label>
<input id="token" name="token" type="password" autocomplete="current-password" required autofocus>
<button>Sign in</button>
</form>"""
TOKEN_TEXT = "Sign in with the token you were given, to hear, find and download what you made. You stay signed in for an hour."
WRONG_TOKEN_TEXT = "That is no token of this server, or no longer one."
TOO_MANY_TEXT = "Too many wrong tokens came from your address; try again in a minute."
USED_TEXT = "This address works once, and only as long as `producer-mcp play` runs. Run it again for another."
OPENED_TEXT = "The library opens."
FOREIGN_TEXT = "That request does not come from a page of this server."


@dataclass
class WrongTokens:
    """Counts wrong tokens by the address they came from."""

    _at: dict[str, list[float]] = field(default_factory=dict)

    def are_too_many(self, address: str) -> bool:
        """Whether so many came lately that no other is looked at."""
        return len(self._recent(address)) >= MAX_WRONG_TOKENS

    def count(self, address: str) -> None:
        """Take note of a wrong one."""
        recent = [*self._recent(address), monotonic()]
        self._at.pop(address, None)
        self._at[address] = recent
        while len(self._at) > MAX_ADDRESSES:
            del self._at[next(iter(self._at))]

    def _recent(self, address: str) -> list[float]:
        return [at for at in self._at.get(address, ()) if monotonic() - at < WRONG_TOKENS_SECONDS]


@dataclass(frozen=True)
class TokenEntrance:
    """Exchanges an owner's token for a cookie."""

    tokens: TokenFile
    sessions: BrowserSessions
    cookie: Cookie
    exposure: Exposure
    wrong: WrongTokens = field(default_factory=WrongTokens)

    def page(self, request: Request) -> Response:
        """What a browser sees that is not signed in."""
        return sentence_page(TITLE, TOKEN_TEXT, form=_form("library/sign-in"))

    async def sign_in(self, request: Request) -> Response:
        """Answers the form. The token stands in its body only, so that no address and no log has it."""
        if not is_own(request, self.exposure):
            return foreign(request)
        address = request.client.host if request.client else ""
        if self.wrong.are_too_many(address):
            request.scope["state"]["why"] = "too many wrong tokens"
            return _with_headers(sentence_page(TITLE, TOO_MANY_TEXT, 429), {"retry-after": f"{WRONG_TOKENS_SECONDS:.0f}"})
        token = _token_in(await request.body())
        owner = self.tokens.owner_of(token) if 0 < len(token) <= MAX_TOKEN_CHARS else None
        if owner is None:
            self.wrong.count(address)
            request.scope["state"]["why"] = "wrong token"
            return sentence_page(TITLE, WRONG_TOKEN_TEXT, 401, form=_form("sign-in"))
        response = RedirectResponse("../library", 303)
        self.cookie.give(response, self.sessions.open(owner, digest_of(token)), self.sessions.lifetime)
        return response

    async def sign_out(self, request: Request) -> Response:
        """Ends what the browser's cookie opened."""
        if not is_own(request, self.exposure):
            return foreign(request)
        self.sessions.close(self.cookie.value_in(request))
        response = RedirectResponse("../library", 303)
        self.cookie.take_back(response)
        return response


@dataclass
class OneTimeEntrance:
    """Exchanges a key, once, for a cookie of the person at this machine."""

    sessions: BrowserSessions
    cookie: Cookie
    clip_id: str | None = None
    """The clip the page begins with; without one it shows all."""
    key: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    is_used: bool = False

    @property
    def path(self) -> str:
        """The path that works once."""
        return f"{LIBRARY_PATH}/open?key={self.key}"

    def page(self, request: Request) -> Response:
        """What a browser sees that has no cookie."""
        request.scope["state"]["why"] = "no cookie"
        return sentence_page(TITLE, USED_TEXT, 401)

    async def open(self, request: Request) -> Response:
        """Answers the address. A page goes on to the library, not a redirect: a strict cookie is not sent along a redirect
        that another site's link began."""
        key = request.query_params.get("key", "")
        if request.method != "GET" or self.is_used or not compare_digest(key.encode(), self.key.encode()):
            request.scope["state"]["why"] = "no address that works, or no longer"
            return sentence_page(TITLE, USED_TEXT, 403)
        self.is_used = True
        clip = f"?clip={self.clip_id}" if self.clip_id else ""
        response = sentence_page(TITLE, OPENED_TEXT, refresh_to=f"{LIBRARY_PATH}{clip}")
        self.cookie.give(response, self.sessions.open(LOCAL_OWNER), self.sessions.lifetime)
        return _with_headers(response, {"referrer-policy": "no-referrer"})


def is_own(request: Request, exposure: Exposure) -> bool:
    """Whether a request that changes or tells something was made by a page of ours.

    Pages of other ports of this machine are the same site to a browser, which sends our cookie with their requests, too.
    """
    origin, host = request.headers.get("origin", ""), request.headers.get("host", "")
    return exposure.is_own_origin(origin, host) and request.headers.get("sec-fetch-site", "same-origin") == "same-origin"


def foreign(request: Request) -> Response:
    """The refusal of a request that is not `is_own`."""
    request.scope["state"]["why"] = "no page of ours"
    return sentence_page(TITLE, FOREIGN_TEXT, 403)


def _token_in(body: bytes) -> str:
    """What stands in the form's one field; "" where the body is no such form."""
    try:
        return parse_qs(body.decode("latin-1"), max_num_fields=10).get("token", [""])[0].strip()
    except ValueError:  # more fields than any form of ours has
        return ""


def _form(action: str) -> str:
    return TOKEN_FORM.replace("{action}", action)


def _with_headers(response: Response, headers: Mapping[str, str]) -> Response:
    response.headers.update(headers)
    return response
