"""How long a server asks us to wait."""

import pytest

from cds_service.retry_after import seconds_to_wait


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("0", 0),
        ("2", 2),
        (" 120 ", 120),
        ("9" * 400, 999_999_999),
        ("Sun, 06 Nov 1994 08:49:37 GMT", 0),
        ("", None),
        ("-1", None),
        ("1.5", None),
        ("soon", None),
        ("٣", None),
        ("Sun, 99 Nov 1994 08:49:37 GMT", None),
        ("Sun, 06 Nov 1994 08:49:37", None),
    ],
)
def test_reads_seconds_and_dates_and_nothing_else(written, seconds):
    assert seconds_to_wait(written) == seconds
