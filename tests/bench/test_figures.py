"""Medians, percentiles, ratios within pairs, and what is read from /proc and from wrk."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.client import Load, RunVoid
from benchmarks.cost import Cost, both, ratio
from benchmarks.figure import figure, percentile
from benchmarks.growth import figures as growth_figures
from benchmarks.process import TICKS_PER_S, cpu_ticks, pss_kib_in, pss_mb, ticks_in
from benchmarks.wrk import load_in
from tests.tables import rows

needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc (Linux)")

PERCENTILES = """
    values          | percent | value
    7               | 50      | 7
    7               | 99      | 7
    1 2 3 4         | 50      | 2
    4 3 2 1         | 50      | 2
    1 2 3 4 5       | 50      | 3
    1 2 3 4         | 99      | 4
    1 2 3 4         | 75      | 3
    1 2 3 4         | 76      | 4
"""


@pytest.mark.parametrize(("values", "percent", "value"), rows(PERCENTILES))
def test_a_percentile_is_the_smallest_value_that_so_many_do_not_exceed(values, percent, value):
    assert percentile([float(item) for item in values.split()], float(percent)) == float(value)


def test_the_99th_percentile_of_200_leaves_out_two():
    assert percentile([float(number) for number in range(200)], 99) == 197


def test_one_outlier_moves_the_spread_and_not_the_figure():
    assert figure([1.5, 90, 1.4]).written() == "1.50 (1.40 to 90.00)"


def test_a_figure_of_one_run_has_no_spread():
    assert figure([1234.5]).written(1) == "1,234.5"


def test_ratios_are_formed_within_a_pair_before_the_median_is_taken():
    pairs = [(cost(1), cost(2)), (cost(10), cost(15)), (cost(100), cost(300))]

    assert ratio(pairs, "cpu_ms").values == (2, 1.5, 3)
    assert [of_one.middle for of_one in both(pairs, "cpu_ms")] == [10, 15]


def cost(cpu_ms):
    return Cost(cpu_ms, 200, Load(100, 50, 1, 2))


def test_cpu_time_is_that_of_the_process_and_of_its_ended_children():
    stat = "77 (a (b) c) S 1 77 77 0 -1 4194560 900 5 0 0 1000 200 30 4 20 0 1 0 12345 1 2 3"

    assert ticks_in(stat) == 1234


@needs_proc
def test_cpu_time_holds_what_a_child_is_spending():
    burn = "import time\nwhile time.process_time() < 0.1: pass\nprint(); input()"
    with subprocess.Popen(
        [sys.executable, "-c", burn], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        child.stdout.readline()
        alone = cpu_ticks(child.pid)
        together = cpu_ticks(os.getpid())
        child.communicate(b"\n")

    assert alone >= 0.1 * TICKS_PER_S - 1
    assert together >= alone


@needs_proc
def test_a_process_that_has_ended_has_spent_nothing_more():
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()

    assert (cpu_ticks(ended.pid), pss_mb(ended.pid)) == (0, 0)


def test_memory_is_the_proportional_share_and_no_other_line():
    assert pss_kib_in("5e-7f [rollup]\nRss:  9000 kB\nPss:  4100 kB\nPss_Anon: 77 kB\n") == 4100


def test_wrk_tells_requests_rate_and_percentiles():
    said = '{"requests": 500, "us": 2000000, "errors": 0, "p50_us": 1500, "p99_us": 9000}'

    assert load_in(f"Running 2s test\n\n{said}\n") == Load(500, 250, 1.5, 9)


@pytest.mark.parametrize(
    "output",
    [
        '{"requests": 500, "us": 2000000, "errors": 1, "p50_us": 1500, "p99_us": 9000}',
        '{"requests": 0, "us": 2000000, "errors": 0, "p50_us": 0, "p99_us": 0}',
        "unable to connect",
        "",
    ],
)
def test_a_run_of_wrk_with_an_error_or_without_an_answer_is_void(output):
    with pytest.raises(RunVoid):
        load_in(output)


def history(ms_of_5_000):
    """CPU of floor and service in ms by number of Observations; the floor's is 1 throughout."""
    service = {0: 1.2, 20: 3, 200: 21, 2_000: 201, 5_000: ms_of_5_000}
    return {size: cost(1) for size in service}, {size: cost(ms) for size, ms in service.items()}


@pytest.mark.parametrize(("ms_of_5_000", "rise"), [(501, 0), (626, 25), (376, -25), (1001, 100)])
def test_growth_is_the_rise_of_what_an_observation_costs_beyond_the_floor(ms_of_5_000, rise):
    (measured,) = growth_figures([history(ms_of_5_000)])["growth"].values

    assert measured == pytest.approx(rise)
