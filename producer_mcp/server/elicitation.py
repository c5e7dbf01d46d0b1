"""Asking the person before money is spent, in either protocol era.

Older clients are asked in the middle of the call. In the 2026-07-28 protocol the question is the call's answer, and the
client calls again with the person's word; what we hand out with the question comes back sealed, so that a yes counts for
that call only, and not for long. Nothing rests on this alone: what was paid is kept from being paid again by the ledger.
"""

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import anyio
from mcp import MCPError
from mcp.types import (
    INVALID_PARAMS,
    CallToolRequestParams,
    ElicitRequest,
    ElicitRequestFormParams,
    ElicitResult,
    InputRequiredResult,
)

from ..safe_text import line
from ..studio import Ask, Question
from .request import Request, is_modern, owner_of

PATIENCE = 40
"""Seconds a person has; their client gives up on the whole call at 60."""
WORD = "spend"
FORGED = "requestState is not what this server gave out for this very call; call again without it, and the person is asked."
FORM: dict[str, Any] = {"type": "object", "properties": {}}
"""Nothing to fill in: accepting is the yes."""


class AskFirst(Exception):
    """The question is to be the answer of this call; the client will call again."""

    def __init__(self, result: InputRequiredResult) -> None:
        super().__init__("the person has to be asked")
        self.result = result


@dataclass(frozen=True, slots=True)
class Elicitation:
    """Puts questions to whoever is at the other end. `secret` seals what goes out with them."""

    secret: bytes
    now: Callable[[], datetime]

    def of(self, request: Request, params: CallToolRequestParams) -> Ask | None:
        """How to ask during this call; None where the client cannot ask anybody. Refuses a state that is not ours."""
        capabilities = request.session.client_capabilities
        able = capabilities.elicitation if capabilities is not None else None
        if able is None or (able.form is None and able.url is not None):
            return None
        if is_modern(request):
            if params.request_state is not None and self._unseal(params.request_state, _of_call(request, params)) is None:
                raise MCPError(INVALID_PARAMS, FORGED)
            return lambda question: self._by_answering(request, params, question)
        return (lambda question: _in_the_middle(request, question)) if request.session.can_send_request else None

    async def _by_answering(self, request: Request, params: CallToolRequestParams, question: Question) -> bool | None:
        asked_at = self._unseal(params.request_state, _of_call(request, params))
        word = (params.input_responses or {}).get(WORD)
        if asked_at is not None and isinstance(word, ElicitResult):
            return _meaning(word) if self.now().timestamp() - asked_at <= PATIENCE else None
        form = ElicitRequest(params=ElicitRequestFormParams(message=wording(question), requested_schema=FORM))
        state = self._seal(self.now().timestamp(), _of_call(request, params))
        raise AskFirst(InputRequiredResult(input_requests={WORD: form}, request_state=state))

    def _seal(self, at: float, call: str) -> str:
        stamp = f"{at:.3f}"
        return f"{stamp}.{self._seal_of(stamp, call)}"

    def _unseal(self, state: str | None, call: str) -> float | None:
        """When the person was asked about this very call; None if that is not what `state` says."""
        stamp, _, seal = (state or "").rpartition(".")
        return float(stamp) if hmac.compare_digest(seal.encode(), self._seal_of(stamp, call).encode()) else None

    def _seal_of(self, stamp: str, call: str) -> str:
        return hmac.new(self.secret, f"{stamp} {call}".encode(), hashlib.sha256).hexdigest()


async def _in_the_middle(request: Request, question: Question) -> bool | None:
    with anyio.move_on_after(PATIENCE):
        try:
            word = await request.session.elicit_form(wording(question), FORM, related_request_id=request.request_id)
        except MCPError:  # the client could not ask after all
            return None
        return _meaning(word)
    return None


def wording(question: Question) -> str:
    """The question as the person reads it."""
    cost = f"{question.cost.amount:g} {question.cost.unit}" if question.cost is not None else "a price it does not publish"
    warnings = "".join(f" Note: {line(warning)}" for warning in question.warnings)
    return f"{question.operation} at {question.vendor} costs {cost}: {line(question.purpose, 200)}.{warnings} Go ahead?"


def _meaning(word: ElicitResult) -> bool | None:
    if word.action == "cancel":
        return None
    return word.action == "accept" and False not in (word.content or {}).values()


def _of_call(request: Request, params: CallToolRequestParams) -> str:
    arguments: Mapping[str, Any] = params.arguments or {}
    return hashlib.sha256(json.dumps([owner_of(request), params.name, arguments], sort_keys=True).encode()).hexdigest()
