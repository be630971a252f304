"""Timing by rounds in turn (A B C, A B C, …), and the extra memory of one call by itself."""

import gc
import re
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final, Self

from attrs import field, frozen

Job = Callable[[], Any]

_PROCESS: Final = Path("/proc/self")
_RESET_PEAK: Final = "5"  # what Linux wants written to clear_refs


@frozen
class Times:
    """Seconds of every round of one job."""

    seconds: list[float] = field(factory=list[float])

    @property
    def median(self) -> float:
        """The usual time."""
        return statistics.median(self.seconds)

    @property
    def least(self) -> float:
        """The time of the quietest round."""
        return min(self.seconds)

    def over(self, other: Self) -> float:
        """The median ratio to another job, round by round: both met the same neighbours."""
        pairs = zip(self.seconds, other.seconds, strict=True)
        return statistics.median(mine / theirs for mine, theirs in pairs)


def in_turn(
    jobs: Mapping[str, Job], rounds: int, look: Callable[[str, Any], None] | None = None
) -> dict[str, Times]:
    """Run all jobs once a round; let somebody look at the results, which is not timed."""
    times = {name: Times() for name in jobs}
    for _ in range(rounds):
        for name, job in jobs.items():
            gc.collect()
            start = time.perf_counter()
            result = job()
            times[name].seconds.append(time.perf_counter() - start)
            if look is not None:
                look(name, result)
            del result
    return times


@frozen
class Apart:
    """Times of a job in a process of its own.

    Parameters
    ----------
    first : Times
        Seconds, after the other jobs had their turn.
    again : Times
        Seconds of another run, at once.
    cores : Times
        Seconds of all cores together, of that run.
    """

    first: Times = field(factory=Times)
    again: Times = field(factory=Times)
    cores: Times = field(factory=Times)


def apart(jobs: Mapping[str, Job], warm: Mapping[str, Job], rounds: int) -> dict[str, Apart]:
    """Run all jobs twice a round, each in a process of its own, where no other keeps memory.

    Parameters
    ----------
    jobs : mapping of str to callable
        Functions of a module, or partials of one.
    warm : mapping of str to callable
        What each process runs before, to load what it needs.
    rounds : int
        How many.
    """
    times = {name: Apart() for name in jobs}
    with ExitStack() as stack:
        spawn = get_context("spawn")
        own = {name: stack.enter_context(ProcessPoolExecutor(1, mp_context=spawn)) for name in jobs}
        for name, process in own.items():
            process.submit(_timed, warm[name]).result()
        for _ in range(rounds):
            for name, job in jobs.items():
                first, _ = own[name].submit(_timed, job).result()
                again, cores = own[name].submit(_timed, job).result()
                times[name].first.seconds.append(first)
                times[name].again.seconds.append(again)
                times[name].cores.seconds.append(cores)
    return times


def _timed(job: Job) -> tuple[float, float]:
    """Run a job in this process; give the seconds of the clock and of the cores."""
    gc.collect()
    start, core = time.perf_counter(), time.process_time()
    job()
    return time.perf_counter() - start, time.process_time() - core


def best(times: Mapping[str, Times], names: Iterable[str]) -> str:
    """Name the fastest of some jobs."""
    return min(names, key=lambda name: times[name].median)


def peak(prepare: Callable[..., Any], run: Callable[[Any], Any], small: int, size: int) -> int:
    """Measure the bytes that a job needs beyond its input, in a process of its own.

    Parameters
    ----------
    prepare : callable
        Makes the input of a size; a function of a module, or a partial of one.
    run : callable
        The job.
    small, size : int
        Of a first run, which loads and compiles, and of the one that is measured.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_measured, prepare, run, small, size).result()


def _measured(prepare: Callable[..., Any], run: Callable[[Any], Any], small: int, size: int) -> int:
    """Measure in this process: the peak after, less what is in use before."""
    run(prepare(small))
    loaded = prepare(size)
    gc.collect()
    try:
        (_PROCESS / "clear_refs").write_text(_RESET_PEAK)
    except OSError:
        before = _largest()
        run(loaded)
        return _largest() - before
    before = resident("VmRSS")
    run(loaded)
    return resident("VmHWM") - before


def resident(name: str) -> int:
    """Read a figure of this process in bytes: `VmRSS`, what is in use; `VmHWM`, its peak."""
    found = re.search(rf"^{name}:\s+(\d+) kB", (_PROCESS / "status").read_text(), re.MULTILINE)
    return int(found[1]) * 1024 if found else 0


def _largest() -> int:
    """Give the most memory that this process ever had, in bytes: all that other systems tell."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
