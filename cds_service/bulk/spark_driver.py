"""The shards of an evaluation as tasks of Apache Spark, for exports that outgrow one machine.

    python -m cds_service.bulk.spark_driver FOLDER --out OUT --shards 200

With PYSPARK_SUBMIT_ARGS="--master ... pyspark-shell"; without it Spark runs on this machine alone.

Export and results lie on a storage that the driver and all executors see under the same paths, with
b2m-cds[spark] on each. The driver sorts the export by patient and makes the report; the
executors run the very function that `b2m-cds evaluate` runs. A shard that is done is not redone.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime, time
from functools import partial
from pathlib import Path
from typing import Any

import click

from cds_service.bulk.export import export_in
from cds_service.bulk.finish import finish
from cds_service.bulk.partition import partition
from cds_service.bulk.plan import Choices, Plan, plan_for
from cds_service.bulk.report import Assumptions
from cds_service.bulk.shard import evaluate_shard
from cds_service.settings import load_settings


def evaluate_on(session: Any, plan: Plan, threads: int = 2) -> None:
    """Compute every shard that is not there yet, each as one task of a SparkSession."""
    if not plan.left:
        return
    partition(plan, threads)
    shards = session.sparkContext.parallelize(plan.left, len(plan.left))
    shards.foreach(partial(evaluate_shard, plan))


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path))
@click.option("--shards", required=True, type=click.IntRange(1))
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="End of the record (UTC).")
def main(folder: Path, out: Path, shards: int, as_of: datetime | None) -> None:
    """Evaluate the export in FOLDER on Spark and write the report."""
    from pyspark.sql import SparkSession  # noqa: PLC0415 - comes with the cluster

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    end = datetime.combine(as_of, time.max, UTC) if as_of else None
    plan = plan_for(
        export_in(folder.absolute()),
        out.absolute(),
        load_settings(),
        Choices(shards=shards, as_of=end),
    )
    session = SparkSession.builder.appName("b2m-cds evaluate").getOrCreate()
    try:
        evaluate_on(session, plan)
    finally:
        session.stop()
    click.echo(f"Report: {finish(plan, Assumptions())}")


if __name__ == "__main__":
    main()
