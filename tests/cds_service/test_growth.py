"""A long history costs in proportion to its length: four times the results, four times the work.

Only the shape is asserted, in processor time of this process, so that a busy machine upsets
nothing; what a result costs is for `make bench`.
"""

import time

from benchmarks.fixture import body
from cds_service.app import create_app
from cds_service.settings import Settings

SHORT, LONG = 1_000, 4_000
AT_MOST = 5  # times as much for four times as many; a quadratic step would make it sixteen
TRIES = 3


def processor_s(client, request):
    started = time.process_time()
    response = client.post(
        "/cds-services/b2m-patient-view", data=request, content_type="application/json"
    )
    spent = time.process_time() - started
    assert response.json["cards"]
    return spent


def test_four_times_the_results_take_at_most_five_times_the_work():
    client = create_app(Settings()).test_client()
    short, long = body(SHORT), body(LONG)
    least = min(processor_s(client, short) for _ in range(TRIES))

    in_time = (processor_s(client, long) <= AT_MOST * least for _ in range(TRIES))

    assert any(in_time)
