"""Asks the person before money is spent, in either protocol era.

Before 2026-07-28 the question is sent to the client while the call goes on. Since then the question is the call's answer, and
the client calls again with the person's reply. The state that we hand out with the question comes back with that call; it is
signed over the call's arguments and the time, so that a yes counts for that call only and not for long. What was paid is kept
from being paid again by the ledger, not by this.
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
from ..studio import Ask, Question, Reply, price_text
from .request import Request, is_modern, owner_of

ELICITATION_TIMEOUT_SECONDS = 40
"""How long a person may take to reply; their client gives up on the whole call at 60."""
QUESTION_KEY = "spend"
"""The name of the question in an `InputRequiredResult`, and of its reply."""
FOREIGN_STATE = (
    "requestState is not what this server gave out for this very call; call again without it, and the person is asked."
)
EMPTY_FORM: dict[str, Any] = {"type": "object", "properties": {}}
"""Nothing to fill in: to accept is to say yes."""


class AskFirst(Exception):
    """Ends a call: its answer is the question in `result`, and the client will call again with the reply."""

    def __init__(self, result: InputRequiredResult) -> None:
        super().__init__("the person has to be asked")
        self.result = result


@dataclass(frozen=True, slots=True)
class Elicitation:
    """Asks the person at a client. `secret` signs the state that is handed out with a question."""

    secret: bytes
    now: Callable[[], datetime]

    def of(self, request: Request, params: CallToolRequestParams) -> Ask | None:
        """How to ask during this call; None where the client cannot ask. Raises `MCPError` for a state we did not sign."""
        capabilities = request.session.client_capabilities
        elicitation = capabilities.elicitation if capabilities is not None else None
        if elicitation is None or (
            elicitation.form is None and elicitation.url is not None
        ):  # a client that names neither shows forms
            return None
        if is_modern(request):
            if params.request_state is not None and self._asked_at(params.request_state, _digest(request, params)) is None:
                raise MCPError(INVALID_PARAMS, FOREIGN_STATE)
            return lambda question: self._ask_by_answering(request, params, question)
        return (lambda question: _ask_during_call(request, question)) if request.session.can_send_request else None

    async def _ask_by_answering(self, request: Request, params: CallToolRequestParams, question: Question) -> Reply:
        """The person's reply, where the call brings one; else raises `AskFirst` with the question."""
        call = _digest(request, params)
        asked_at = self._asked_at(params.request_state, call)
        reply = (params.input_responses or {}).get(QUESTION_KEY)
        if asked_at is not None and isinstance(reply, ElicitResult):
            return _reply(reply) if self.now().timestamp() - asked_at <= ELICITATION_TIMEOUT_SECONDS else Reply.NONE
        form = ElicitRequest(params=ElicitRequestFormParams(message=wording(question), requested_schema=EMPTY_FORM))
        state = self._signed(self.now().timestamp(), call)
        raise AskFirst(InputRequiredResult(input_requests={QUESTION_KEY: form}, request_state=state))

    def _signed(self, asked_at: float, call: str) -> str:
        """The state to hand out with a question about `call`: when it was asked, and our signature."""
        stamp = f"{asked_at:.3f}"
        return f"{stamp}.{self._signature(stamp, call)}"

    def _asked_at(self, state: str | None, call: str) -> float | None:
        """When the person was asked about this very call, in seconds; None if `state` does not say so with our signature."""
        stamp, _, signature = (state or "").rpartition(".")
        return float(stamp) if hmac.compare_digest(signature.encode(), self._signature(stamp, call).encode()) else None

    def _signature(self, stamp: str, call: str) -> str:
        return hmac.new(self.secret, f"{stamp} {call}".encode(), hashlib.sha256).hexdigest()


async def _ask_during_call(request: Request, question: Question) -> Reply:
    """The person's reply to a question that is sent while the call goes on."""
    with anyio.move_on_after(ELICITATION_TIMEOUT_SECONDS):
        try:
            reply = await request.session.elicit_form(wording(question), EMPTY_FORM, related_request_id=request.request_id)
        except MCPError:  # the client could not ask after all
            return Reply.NOT_ASKED
        return _reply(reply)
    return Reply.NONE


def wording(question: Question) -> str:
    """The question as the person reads it."""
    warnings = "".join(f" Note: {line(warning)}" for warning in question.warnings)
    purpose = line(question.purpose)
    return f"{question.operation} at {question.vendor} costs {price_text(question.cost)}: {purpose}.{warnings} Go ahead?"


def _reply(result: ElicitResult) -> Reply:
    """What the person said: a form that is sent with a no in it is a no."""
    if result.action == "cancel":
        return Reply.DISMISSED
    return Reply.YES if result.action == "accept" and False not in (result.content or {}).values() else Reply.NO


def _digest(request: Request, params: CallToolRequestParams) -> str:
    """Stands for one call: its owner, its tool and its arguments."""
    arguments: Mapping[str, Any] = params.arguments or {}
    return hashlib.sha256(json.dumps([owner_of(request), params.name, arguments], sort_keys=True).encode()).hexdigest()
