"""Put load on the web page: people who send briefs of half a page to five, some to the page and some to the API, all at once.

    python benchmarks/load.py --users 50 --minutes 10 --workers 2 --write

Each user sends a brief, reads the answer to its end, pauses for as long as `--pause` says, and sends the next. An answer 503 or
429 with Retry-After is no error: the user waits for as long as it says and sends the same again; these are counted apart. The
time of a request runs from its first attempt to its whole answer, waits included. Each brief is new, so that no memory helps.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import httpx

ROOT: Final = Path(__file__).resolve().parent.parent
TARGET: Final = ROOT / "docs" / "reliability" / "load.json"
PAGES: Final = (0.5, 1, 1, 2, 2, 3, 5)
_PAGE_WORDS: Final = 500
_TIMEOUT: Final = 120.0
_ATTEMPTS: Final = 200


@dataclass
class Tally:
    """What happened. ``seconds`` of each request that was answered; ``memory`` as (seconds since the start, bytes)."""

    seconds: list[float] = field(default_factory=list)
    errors: dict[str, int] = field(default_factory=dict)
    asked_to_wait: int = 0
    waited_for: int = 0
    memory: list[tuple[float, int]] = field(default_factory=list)

    def wrong(self, what: str) -> None:
        """Count an error by what it was."""
        self.errors[what] = self.errors.get(what, 0) + 1


def brief(pages: float, rng: random.Random) -> str:
    """A brief of so many pages, the longer sentences of which nobody has sent before."""
    parts = [(ROOT / "examples" / f"{name}.md").read_text(encoding="utf-8") for name in ("middling", "weak", "complete")]
    lines: list[str] = []
    words = 0
    while words < pages * _PAGE_WORDS:
        for line in rng.choice(parts).splitlines():
            new = f"{line} (note {rng.randrange(10**9)})" if len(line) > 20 and not line.startswith("|") else line
            lines.append(new)
            words += len(new.split())
            if words >= pages * _PAGE_WORDS:
                break
    return "\n".join(lines)


async def user(client: httpx.AsyncClient, seed: int, ends: float, pause: float, tally: Tally) -> None:
    """One person or program, until the time is over."""
    rng = random.Random(seed)
    await asyncio.sleep(rng.uniform(0, max(pause, 1.0)))
    while time.monotonic() < ends:
        text, program = brief(rng.choice(PAGES), rng), rng.random() < 0.5
        await _send(client, text, program, tally)
        await asyncio.sleep(rng.uniform(0, 2 * pause))


async def _send(client: httpx.AsyncClient, text: str, program: bool, tally: Tally) -> None:
    """One brief, sent until it is answered; the answer is looked at."""
    started, waited = time.monotonic(), False
    for _ in range(_ATTEMPTS):
        try:
            asked = client.post("/api/v1/check", json={"text": text}) if program else client.post("/check", data={"text": text})
            answer = await asked
        except httpx.HTTPError as error:
            tally.wrong(type(error).__name__)
            return
        if answer.status_code not in (429, 503) or "retry-after" not in answer.headers:
            break
        tally.asked_to_wait += 1
        waited = True
        await asyncio.sleep(float(answer.headers["retry-after"]))
    tally.waited_for += waited
    if answer.status_code != 200:
        tally.wrong(str(answer.status_code))
    elif not _whole(answer, program):
        tally.wrong("another answer")
    else:
        tally.seconds.append(time.monotonic() - started)


def _whole(answer: httpx.Response, program: bool) -> bool:
    """Whether it is a verdict, to its end."""
    if program:
        found: dict[str, Any] = answer.json()
        return bool(found["verdict"]["summary"]) and found["is_plan"] is not None
    return 'id="brief-section"' in answer.text and answer.text.rstrip().endswith("</html>")


def resident(process: int) -> int:
    """Bytes of memory of a process and all that it started (Linux)."""
    total = 0
    for one in (process, *_children(process)):
        try:
            total += int(Path(f"/proc/{one}/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
        except OSError:  # it has ended meanwhile
            continue
    return total


def _children(process: int) -> list[int]:
    try:
        tasks = [p.read_text(encoding="ascii") for p in Path(f"/proc/{process}/task").glob("*/children")]
    except OSError:
        return []
    direct = [int(number) for task in tasks for number in task.split()]
    return [one for child in direct for one in (child, *_children(child))]


async def watch(process: int, started: float, ends: float, tally: Tally) -> None:
    """Look at the memory every second."""
    while time.monotonic() < ends:
        tally.memory.append((time.monotonic() - started, resident(process)))
        await asyncio.sleep(1)


async def run(site: str, process: int, users: int, seconds: float, pause: float) -> Tally:
    """All users at once."""
    tally, started = Tally(), time.monotonic()
    limits = httpx.Limits(max_connections=users, max_keepalive_connections=users)
    async with httpx.AsyncClient(base_url=site, timeout=_TIMEOUT, limits=limits) as client:
        ends = started + seconds
        people = [user(client, seed, ends, pause, tally) for seed in range(users)]
        await asyncio.gather(watch(process, started, ends, tally), *people)
    return tally


def serve(workers: int) -> tuple[subprocess.Popen[bytes], str]:
    """The server as a user starts it, with no limit to the requests of one client: all users here have one address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "briefprism", "serve", "--port", str(port), "--workers", str(workers), "--per-minute", "1000000"]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, cwd=ROOT)  # noqa: S603 - this program
    site = f"http://127.0.0.1:{port}"
    ready = 0
    while ready < 5 * workers:  # each answer comes from any of the workers
        if process.poll() is not None:
            sys.exit("the server ended before it was ready")
        try:
            ready = ready + 1 if httpx.get(f"{site}/readyz").status_code == 200 else 0
        except httpx.HTTPError:
            time.sleep(0.2)
        time.sleep(0.05)
    return process, site


def share(values: list[float], part: float) -> float:
    """The value that so large a part of all values does not exceed."""
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


def told(tally: Tally, options: argparse.Namespace, load: tuple[float, float]) -> dict[str, Any]:
    """The figures in the form of docs/reliability/README.md."""
    seconds = options.minutes * 60
    early = [size for at, size in tally.memory if at <= seconds / 10]
    pause = f", {options.pause:g} s between two requests" if options.pause else ""
    what = f"briefs of half a page to 5 pages, half to the page and half to the API{pause}; {options.workers} processes"
    return {
        "measured": {
            "date": datetime.now(UTC).date().isoformat(),
            "machine": f"{os.cpu_count()} cores, load {load[0]:.1f} before and {load[1]:.1f} after, on which the users ran as well",
            "command": "python benchmarks/load.py " + " ".join(sys.argv[1:]),
        },
        "runs": [
            {
                "what": what,
                "seconds": round(seconds),
                "users": options.users,
                "requests": len(tally.seconds) + sum(tally.errors.values()),
                "waited": tally.waited_for,
                "errors": sum(tally.errors.values()),
                "p50": round(share(tally.seconds, 0.5), 2),
                "p99": round(share(tally.seconds, 0.99), 2),
                "first_bytes": early[-1],
                "last_bytes": tally.memory[-1][1],
            }
        ],
    }


def main() -> None:
    """Run it, print the figures, and write them where asked to."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--users", type=int, default=50)
    options.add_argument("--minutes", type=float, default=10.0)
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--pause", type=float, default=0.0, help="seconds between two requests of a user, on average")
    options.add_argument("--write", action="store_true", help=f"write {TARGET.relative_to(ROOT)}")
    given = options.parse_args()
    process, site = serve(given.workers)
    before = os.getloadavg()[0]
    try:
        tally = asyncio.run(run(site, process.pid, given.users, given.minutes * 60, given.pause))
    finally:
        process.terminate()
        process.wait(60)
    if not tally.seconds:
        sys.exit(f"nothing was answered: {tally.errors}")
    found = told(tally, given, (before, os.getloadavg()[0]))
    print(json.dumps(found, indent=2))
    rate = len(tally.seconds) / given.minutes / 60
    print(f"errors: {tally.errors}; times asked to wait: {tally.asked_to_wait}")
    print(f"requests a second: {rate:.2f}; p95: {share(tally.seconds, 0.95):.2f}")
    print("memory in MB, each tenth:", [round(size / 1e6) for _, size in tally.memory[:: max(1, len(tally.memory) // 10)]])
    if given.write:
        TARGET.parent.mkdir(parents=True, exist_ok=True)
        TARGET.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
