"""Reports on uploaded models: each in a child process with a limit on time and memory; nothing uploaded is executed."""

from __future__ import annotations

import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corollary.errors import InputError

if TYPE_CHECKING:
    from fastapi import UploadFile

MODELS, DATA = (".onnx", ".keras", ".csv", ".npz"), (".npz", ".csv", ".parquet")
SECONDS, BYTES = 300, 6 * 2**30  # of time and of address space, for one report
AT_ONCE, KEPT = 2, 20  # reports being made; reports kept
CHUNK = 2**20
LARGEST = 256 * 2**20  # bytes of one file


@dataclass
class Job:
    """A report in the making, with its folder."""

    id: str
    folder: Path
    state: str = "running"
    words: str = "Working; a network with its data takes seconds to a minute."
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def as_dict(self) -> dict[str, Any]:
        """What the page asks for."""
        return {"id": self.id, "state": self.state, "words": self.words}

    def report(self) -> str:
        """The report as HTML; raises a 404 where there is none."""
        from fastapi import HTTPException

        if self.state != "done":
            raise HTTPException(404, "There is no report.")
        text = (self.folder / "report.html").read_text(encoding="utf-8")
        return re.sub(r"<script>.*?</script>", "", text, flags=re.DOTALL)  # the page's policy lets none run


class Jobs:
    """The reports of this run of the server; their files go when it ends."""

    def __init__(self) -> None:
        self.folder: Path | None = None  # made with the first report
        self.all: dict[str, Job] = {}

    def find(self, id: str) -> Job:
        """The job of this id; raises a 404 where there is none."""
        from fastapi import HTTPException

        if id not in self.all:
            raise HTTPException(404, "There is no such report.")
        return self.all[id]

    async def start(self, model: UploadFile, train: UploadFile | None, test: UploadFile | None, delta: float) -> Job:
        """Keep the files and begin.

        Raises:
            InputError: a file of an unknown kind, or one that is too large.
            HTTPException: 429, enough reports are being made.
        """
        from fastapi import HTTPException

        if sum(job.state == "running" for job in self.all.values()) >= AT_ONCE:
            raise HTTPException(429, "Enough reports are being made; try again when one is done.")
        self._forget()
        if self.folder is None:
            self.folder = Path(tempfile.mkdtemp(prefix="corollary-"))
        job = Job(secrets.token_hex(8), Path(tempfile.mkdtemp(dir=self.folder)))
        self.all[job.id] = job
        try:
            command = [
                sys.executable,
                "-m",
                "corollary",
                "explain",
                await _keep(model, job.folder, "model", MODELS),
            ]
            for name, file in (("train", train), ("test", test)):
                if file is not None and file.filename:
                    command += [f"--{name}", await _keep(file, job.folder, name, DATA)]
        except InputError:
            self._drop(job)
            raise
        command += ["--delta", repr(delta), "--out", "report.html"]
        threading.Thread(target=_run, args=(job, command), daemon=True).start()
        return job

    def stop(self) -> None:
        """End what runs and remove all files."""
        for job in self.all.values():
            if job.process is not None and job.process.poll() is None:
                job.process.kill()
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)
        self.folder = None

    def _forget(self) -> None:
        done = [job for job in self.all.values() if job.state != "running"]
        for job in done[: max(0, len(self.all) - KEPT + 1)]:
            self._drop(job)

    def _drop(self, job: Job) -> None:
        self.all.pop(job.id, None)
        shutil.rmtree(job.folder, ignore_errors=True)


async def _keep(file: UploadFile, folder: Path, name: str, kinds: tuple[str, ...]) -> str:
    """The name in the folder under which the uploaded file is kept: its own, made plain, and no other's."""
    given = Path((file.filename or "").replace("\\", "/")).name
    suffix = Path(given).suffix.lower()
    if suffix not in kinds:
        raise InputError(
            f"The {name} {given or 'without a name'!r} is of no kind that is read here; give {', '.join(kinds)}."
        )
    stem = re.sub(r"[^A-Za-z0-9_-]+", "_", Path(given).stem)[:60].strip("_-") or name
    place = folder / f"{stem}{suffix}"
    if place.exists():
        place = folder / f"{stem}_{name}{suffix}"
    size = 0
    with place.open("wb") as out:
        while chunk := await file.read(CHUNK):
            size += len(chunk)
            if size > LARGEST:
                raise InputError(
                    f"The {name} is larger than {LARGEST >> 20} MiB; use the command line: corollary explain."
                )
            out.write(chunk)
    return place.name


def _limits() -> None:
    """In the child: no more memory and processor time than this."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _run(job: Job, command: list[str]) -> None:
    try:
        job.process = subprocess.Popen(
            command, cwd=job.folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            preexec_fn=_limits if sys.platform != "win32" else None,
        )  # fmt: skip
        said = job.process.communicate(timeout=SECONDS)[1].decode(errors="replace")
    except subprocess.TimeoutExpired:
        if job.process is not None:
            job.process.kill()
        job.words, job.state = (
            f"The report was not done within {SECONDS} seconds; use the command line: corollary explain.",
            "failed",
        )
        return
    except (OSError, subprocess.SubprocessError) as error:
        job.words, job.state = f"The report could not be started: {error}.", "failed"
        return
    if job.process.returncode == 0 and (job.folder / "report.html").is_file():
        job.words, job.state = "", "done"
    elif job.process.returncode == 2:
        sentence = said.strip().splitlines()[-1] if said.strip() else "The files cannot be used."
        job.words, job.state = sentence.removeprefix("corollary: ").replace(str(job.folder) + "/", ""), "failed"
    else:
        job.words, job.state = (
            "The files need more time or memory than is allowed here, or cannot be read; use the command line: corollary explain.",
            "failed",
        )
