"""Fetches audio from the server that a vendor is, with its key and from nowhere else."""

from http import HTTPStatus
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

import anyio
from anyio.to_thread import run_sync

from ..errors import VendorUnavailable
from .wire import Wire, WireAnswer

if TYPE_CHECKING:
    import httpx

GONE_STATUSES: Final = frozenset({HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
"""Statuses by which a server says that it does not have the file."""
MAX_AUDIO_BYTES: Final = 1 << 30
"""Of one file; ten minutes of stereo take a quarter of that in the largest format."""


class FileWire(Wire):
    """A wire that files come by, too."""

    async def fetch(self, path: str, target: Path, *, seconds: float) -> bool:
        """Write the file at `path` of the server to `target`, whole or not at all; False where the server has it no more.

        No redirect is followed. Raises `VendorUnavailable` when it does not come within `seconds`, and `Unauthorized`.
        """
        import httpx

        host, vendor = self.account.host, self.account.vendor
        unfinished = target.with_name(f"{target.name}.part")
        try:
            with anyio.fail_after(seconds):
                request = self._client().build_request("GET", f"{self.account.url}{path}", timeout=seconds)
                response = await self._client().send(request, stream=True)
                try:
                    if response.status_code in GONE_STATUSES:
                        return False
                    if response.status_code == HTTPStatus.UNAUTHORIZED:
                        raise self.unauthorized(WireAnswer(response.status_code, "", None, None))
                    if response.status_code != HTTPStatus.OK:
                        raise VendorUnavailable(vendor, f"{host} answered {response.status_code} instead of the audio")
                    with await run_sync(open, unfinished, "wb") as file:
                        await self._write(response, file)
                finally:
                    with anyio.CancelScope(shield=True):
                        await response.aclose()
        except TimeoutError as error:
            raise VendorUnavailable(vendor, f"{host} took longer than {seconds:g} s to send the audio") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise VendorUnavailable(vendor, f"the audio did not come whole ({type(error).__name__})") from error
        await run_sync(unfinished.replace, target)
        return True

    async def _write(self, response: "httpx.Response", file: IO[bytes]) -> None:
        """Write the response's body to `file`; raises `VendorUnavailable` when it is longer than any song."""
        size = 0
        async for block in response.aiter_bytes():
            size += len(block)
            if size > MAX_AUDIO_BYTES:
                raise VendorUnavailable(self.account.vendor, f"{self.account.host} sent more than {MAX_AUDIO_BYTES >> 20} MB")
            await run_sync(file.write, block)
