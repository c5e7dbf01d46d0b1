"""The stand-in's routes and its queue. What is not on the project's page is recorded in `undocumented`."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from email.parser import BytesParser
from email.policy import HTTP
from itertools import count
from typing import Any
from urllib.parse import parse_qs, quote
from uuid import uuid4

from ..fake_vendor.loopback_server import LoopbackServer
from ..fake_vendor.messages import Answer, JsonObject, Request, json_answer
from .audio import Waves, encoded, repainted, tone

FIELDS = frozenset(
    (
        "prompt", "lyrics", "task_type", "thinking", "model", "audio_duration", "inference_steps", "use_random_seed", "seed",
        "batch_size", "audio_format", "repainting_start", "repainting_end", "audio_cover_strength", "track_name",
    )
)  # fmt: skip
"""Those of the fields on the page that there is a use for."""
FOLDER = "/tmp/acestep/api_audio/"
TURBO_TASKS = frozenset({"text2music", "repaint", "cover"})
DEFAULT_SECONDS = 10.0
QUEUE_FULL = "Server busy: queue is full"


@dataclass
class Job:
    """One request in the queue."""

    job_id: str
    fields: Mapping[str, object]
    source: bytes
    number: int
    polls: int = 0
    status: int = 0
    items: list[JsonObject] = field(default_factory=list)

    def text(self, name: str, unsaid: str = "") -> str:
        return str(self.fields.get(name, unsaid))

    def number_of(self, name: str, unsaid: float) -> float:
        return float(self.text(name) or unsaid)


class StandIn(LoopbackServer):
    """`async with StandIn() as server:` … `server.url`; what it was asked is in `jobs` and `requests`."""

    def __init__(self, port: int = 0, *, key: str = "", polls_until_done: int | None = 1) -> None:
        self.key = key
        self.polls_until_done = polls_until_done
        """None: no job is ever done."""
        self.models = ["acestep-v15-turbo"]
        self.has_language_model = True
        self.fails_planning = False
        """Whether a job with `thinking` fails, as where no language model is loaded."""
        self.queue_size = 200
        self.longest_seconds = 600.0
        """Longer pieces are shortened, as a small card's are."""
        self.fails_with: str | None = None
        self.tells_statistics = True
        self.tells_progress = False
        self.answers_results = self.answers_looks = True
        """Whether it tells how jobs stand, and what it has loaded; else it is busy."""
        self.loses_files = 0
        """How many of the next files are gone when they are asked for."""
        self.answers_nonsense = False
        self.loses_answers = 0
        """After how many of the next submits the connection is closed, though they were taken."""
        self.redirects_to = ""
        self.answers: dict[tuple[str, str], Answer] = {}
        """What it answers in place of its own, by method and path."""
        self.plan: JsonObject = {"bpm": 120, "duration": 10, "genres": "", "keyscale": "C Major", "timesignature": "4"}
        """The `metas` of a job with `thinking`."""
        self.jobs: dict[str, Job] = {}
        self.released: list[Job] = []
        """All jobs that were ever taken, those that were forgotten too."""
        self.requests: list[Request] = []
        self.undocumented: list[str] = []
        self.files: dict[str, bytes] = {}
        self._numbers = count(1)
        super().__init__(port)

    def forget(self) -> None:
        """What a restart does: the queue and the results are gone."""
        self.jobs.clear()

    async def _answer(self, request: Request) -> Answer:
        self.requests.append(request)
        if (request.method, request.path) == ("GET", "/health"):
            return wrapped({"status": "ok", "service": "ACE-Step API", "version": "1.0"})
        if answer := self.answers.get((request.method, request.path)):
            return answer
        route = ROUTES.get((request.method, request.path))
        if route is None:
            return refused(404, "Not Found")
        if self.key and request.key != self.key:
            return refused(401, "Invalid API key")
        return route(self, request)

    # Routes.

    def release_task(self, request: Request) -> Answer:
        kind = request.headers.get("content-type", "").partition(";")[0]
        if kind not in ("application/json", "multipart/form-data"):
            return refused(415, "Unsupported Content-Type")
        fields, files = (request.body, dict[str, bytes]()) if kind == "application/json" else form_of(request)
        self.undocumented += [name for name in (*fields, *files) if name not in FIELDS | {"src_audio"}]
        if str(fields.get("src_audio_path", "")).startswith("/"):
            return refused(400, "absolute audio file paths are not allowed")
        if not 1 <= int(str(fields.get("batch_size", 2))) <= 8:
            return refused(400, "batch_size out of range")
        waiting = [job for job in self.jobs.values() if job.status == 0]
        if len(waiting) >= self.queue_size:
            return refused(429, QUEUE_FULL)
        job = Job(str(uuid4()), fields, files.get("src_audio", b""), next(self._numbers))
        self.jobs[job.job_id] = job
        self.released.append(job)
        answer = wrapped({"task_id": job.job_id, "status": "queued", "queue_position": len(waiting) + 1})
        if self.loses_answers:
            self.loses_answers -= 1
            return replace(answer, delivery="none")
        return answer

    def query_result(self, request: Request) -> Answer:
        if not self.answers_results:
            return refused(503, "Service Unavailable")
        self._work()
        asked: Any = request.body.get("task_id_list", [])
        ids: list[str] = json.loads(asked) if isinstance(asked, str) else asked
        if self.answers_nonsense:
            return wrapped([{"task_id": job_id, "status": "what", "result": "[]"} for job_id in ids])
        return wrapped([self._told(job_id) for job_id in ids])

    def audio(self, request: Request) -> Answer:
        [path] = parse_qs(request.query)["path"]
        if not path.startswith(FOLDER) or ".." in path:
            return refused(403, "Access denied")
        if self.redirects_to:
            return Answer(302, headers={"location": self.redirects_to})
        if path not in self.files or self.loses_files:
            self.loses_files = max(0, self.loses_files - 1)
            return refused(404, "File not found")
        return Answer(200, self.files[path], {"content-type": "application/octet-stream"})

    def list_models(self, request: Request) -> Answer:
        if not self.answers_looks:
            return refused(503, "Service Unavailable")
        default = self.models[0] if self.models else None
        return wrapped(
            {"models": [{"name": name, "is_default": name == default} for name in self.models], "default_model": default}
        )

    def stats(self, request: Request) -> Answer:
        if not self.tells_statistics:
            return refused(404, "Not Found")
        waiting = sum(job.status == 0 for job in self.jobs.values())
        running = min(1, waiting)
        jobs = {"total": len(self.jobs), "queued": waiting - running, "running": running, "succeeded": 0, "failed": 0}
        return wrapped({"jobs": jobs, "queue_size": waiting, "queue_maxsize": self.queue_size, "avg_job_seconds": 5.0})

    def format_input(self, request: Request) -> Answer:
        if not self.has_language_model:
            return json_answer({"data": None, "code": 500, "error": "LLM not initialized", "timestamp": now(), "extra": None})
        caption = f"{request.body['prompt']}, with warm analog depth"
        return wrapped({"caption": caption, "lyrics": "", "bpm": 92, "key_scale": "A Minor", "time_signature": "4"})

    def random_sample(self, request: Request) -> Answer:
        return wrapped({"caption": "Upbeat pop song with guitar accompaniment", "lyrics": "[Verse 1]\nSunshine on my face…"})

    # The queue.

    def _work(self) -> None:
        """Go on with the queue, job by job, as far as one look brings it."""
        for job in [job for job in self.jobs.values() if job.status == 0]:
            job.polls += 1
            if self.polls_until_done is None or job.polls < self.polls_until_done:
                return
            self._finish(job)

    def _told(self, job_id: str) -> JsonObject:
        job = self.jobs.get(job_id)
        if job is None:
            return {"task_id": job_id, "status": 0, "result": "[]", "progress_text": ""}
        items = job.items
        if job.status == 0 and self.tells_progress and job.polls:
            items = [{"file": "", "progress": min(0.95, job.polls / 10), "stage": "Generating music", "error": None}]
        return {"task_id": job_id, "status": job.status, "result": json.dumps(items), "progress_text": ""}

    def _finish(self, job: Job) -> None:
        error = self.fails_with or self._fault_of(job)
        if error is not None:
            job.status, job.items = 2, [{"file": "", "error": error}]
            return
        job.status, form = 1, job.text("audio_format", "mp3")
        first = int(job.text("seed").partition(",")[0] or 1013 * job.number)
        seeds = [first + place for place in range(int(job.text("batch_size", "2")))]
        for seed in seeds:
            path = f"{FOLDER}{uuid4().hex}.{form}"
            self.files[path] = encoded(self._made(job, seed), form)
            job.items.append(self._item(job, path, ",".join(map(str, seeds))))

    def _fault_of(self, job: Job) -> str | None:
        """Why a job fails by itself."""
        model = job.text("model", self.models[0])
        if job.text("task_type", "text2music") not in TURBO_TASKS and "base" not in model:
            return f"task type not supported by {model}"
        return "5Hz LM is not initialized" if self.fails_planning and "thinking" in job.fields else None

    def _made(self, job: Job, seed: int) -> Waves:
        longest = round(self.longest_seconds * 48_000)
        if job.text("task_type") == "repaint":
            start, end = job.number_of("repainting_start", 0), job.number_of("repainting_end", -1)
            return repainted(job.source, start, end, seed)[:longest]
        seconds = job.number_of("audio_duration", DEFAULT_SECONDS)
        return tone(min(seconds, self.longest_seconds), seed)

    def _item(self, job: Job, path: str, seeds: str) -> JsonObject:
        """A song as the page prints it; what the model did not plan is `N/A`."""
        metas: JsonObject = {"bpm": "N/A", "duration": "N/A", "genres": "N/A", "keyscale": "N/A", "timesignature": "N/A"}
        if job.fields.get("thinking"):
            metas = self.plan
        words: JsonObject = {"prompt": job.text("prompt"), "lyrics": job.text("lyrics"), "metas": metas}
        made: JsonObject = {
            "file": f"/v1/audio?path={quote(path, safe='')}",
            "wave": "",
            "status": 1,
            "create_time": now() // 1000,
        }
        models: JsonObject = {"lm_model": "acestep-5Hz-lm-0.6B", "dit_model": job.text("model", self.models[0])}
        return {**made, "env": "development", **words, "generation_info": "…", "seed_value": seeds, **models}


ROUTES: Mapping[tuple[str, str], Callable[[StandIn, Request], Answer]] = {
    ("POST", "/release_task"): StandIn.release_task,
    ("POST", "/query_result"): StandIn.query_result,
    ("GET", "/v1/audio"): StandIn.audio,
    ("GET", "/v1/models"): StandIn.list_models,
    ("GET", "/v1/stats"): StandIn.stats,
    ("POST", "/format_input"): StandIn.format_input,
    ("POST", "/create_random_sample"): StandIn.random_sample,
}
"""All but `/health`, which wants no key."""


def form_of(request: Request) -> tuple[dict[str, object], dict[str, bytes]]:
    """Fields and files of a multipart form."""
    head = f"content-type: {request.headers['content-type']}\r\n\r\n".encode()
    fields, files = dict[str, object](), dict[str, bytes]()
    form: Any = BytesParser(policy=HTTP).parsebytes(head + request.raw)
    for part in form.iter_parts():
        name, content = part.get_param("name", header="content-disposition"), part.get_payload(decode=True)
        if part.get_filename():
            files[name] = content
        else:
            fields[name] = content.decode()
    return fields, files


def wrapped(data: object) -> Answer:
    return json_answer({"data": data, "code": 200, "error": None, "timestamp": now(), "extra": None})


def refused(status: int, detail: str) -> Answer:
    return json_answer({"detail": detail}, status)


def now() -> int:
    """The time in milliseconds, as answers carry it."""
    return int(time.time() * 1000)
