"""The schema of the store: ordered steps, each applied once to every database.

To change the schema, append a step; never edit, reorder or remove one, for databases have seen it.
A step is a tuple of SQL statements that SQLite and PostgreSQL both understand. It only adds
(tables, indexes, columns that may be null), so that the version before it goes on working beside
it. The tables as the queries know them stand in the modules that use them; a test compares the two.
"""

from __future__ import annotations

Step = tuple[str, ...]

# What became of a card, once per service, card, outcome and moment. No patient, no request.
FEEDBACK: Step = (
    """
    CREATE TABLE feedback (
        service VARCHAR(64) NOT NULL,
        card VARCHAR(36) NOT NULL,
        outcome VARCHAR(10) NOT NULL,
        outcome_timestamp VARCHAR(27) NOT NULL,
        received_at VARCHAR(27) NOT NULL,
        reason_system VARCHAR(255),
        reason_code VARCHAR(100),
        user_comment TEXT,
        PRIMARY KEY (service, card, outcome, outcome_timestamp)
    )
    """,
    "CREATE INDEX feedback_reason ON feedback (reason_code, received_at)",
)

# Which tokens of CDS clients were used, until they expire: a second use anywhere is a replay.
USED_TOKEN: Step = (
    """
    CREATE TABLE used_token (
        issuer VARCHAR(255) NOT NULL,
        digest VARCHAR(64) NOT NULL,
        expires BIGINT NOT NULL,
        PRIMARY KEY (issuer, digest)
    )
    """,
    "CREATE INDEX used_token_expires ON used_token (expires)",
)

STEPS: tuple[Step, ...] = (FEEDBACK, USED_TOKEN)
