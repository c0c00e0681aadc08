"""Tests are tables that a clinician can read: a header line, then rows, columns apart by `|`."""


def rows(table: str) -> list[tuple[str, ...]]:
    """The rows of a table as tuples of text, without the header; an empty cell is ""."""
    header, *body = [line.split("|") for line in table.splitlines() if line.strip()]
    for cells in body:
        if len(cells) != len(header):
            raise ValueError(f"{len(header)} columns wanted: {'|'.join(cells).strip()}")
    return [tuple(cell.strip() for cell in cells) for cells in body]
