"""A whole evaluation on one machine: the export by patient, then its shards on several processes.

Interrupted however it may be, the next run goes on with the shards that are not finished.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed

from cds_service.bulk.partition import partition
from cds_service.bulk.plan import Plan
from cds_service.bulk.shard import Figures, evaluate_shard

COLLECT_AFTER = 50_000  # objects; the usual 700 costs a tenth of a long history
# Told after each shard: how many are done, of how many, and what the last one counted.
Progress = Callable[[int, int, Figures], None]


def evaluate_all(plan: Plan, workers: int, progress: Progress) -> None:
    """Compute every shard that is not there yet."""
    if not (left := plan.left):
        return
    partition(plan, workers)
    done = plan.shards - len(left)
    for figures in _evaluated(plan, left, workers):
        done += 1
        progress(done, plan.shards, figures)


def evaluate_one(plan: Plan, number: int, workers: int) -> Figures:
    """Compute one shard, as a job of its own."""
    if not plan.shard(number).exists():
        partition(plan, workers)
    return evaluate_shard(plan, number)


def _evaluated(plan: Plan, numbers: list[int], workers: int) -> Iterator[Figures]:
    if workers == 1:
        yield from (evaluate_shard(plan, number) for number in numbers)
        return
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=spawn, initializer=_begin) as pool:
        waiting = [pool.submit(evaluate_shard, plan, number) for number in numbers]
        try:
            for finished in as_completed(waiting):
                yield finished.result()
        finally:
            pool.shutdown(cancel_futures=True)


def _begin() -> None:
    """Spare the collector what was imported, and end with the parent: a worker whose parent was
    killed would wait for work for ever."""
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=[parent.join], daemon=True).start()


def _end_after(wait: Callable[[], None]) -> None:
    wait()
    os._exit(1)
