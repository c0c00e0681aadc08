"""The report as files: Markdown with its plots beside it, and one HTML page that holds all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path

from cds_service.bulk.plan import Plan, replace_text
from cds_service.bulk.report import Assumptions, sections
from cds_service.bulk.report_parts import Grid, Section
from cds_service.bulk.tally import Tally
from cds_service.markdown import inert, table

TITLE = "Silent evaluation: what the B2M service would have said"
NOTICE = (
    "Computed over an export; nobody was shown anything. Decision support for clinicians, not a"
    " diagnosis. No clinician has signed off the rules yet."
)
STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:70rem;margin:0 auto;padding:1rem;"
    "color:#1a2426;background:#fff}table{border-collapse:collapse;margin:.75rem 0;display:block;"
    "overflow-x:auto}th,td{border:1px solid #d5dddc;padding:.25rem .5rem;text-align:left;"
    "vertical-align:top}th{background:#eef2f1}svg{max-width:100%;min-width:34rem;height:auto}"
    "figure{margin:.75rem 0;overflow-x:auto}h2{margin-top:2rem}p,ul{max-width:46rem}"
    ".number,.date{white-space:nowrap}.number{text-align:right;font-variant-numeric:tabular-nums}.long{min-width:13rem}"
    "@media(prefers-color-scheme:dark){body{color:#e4ebeb;background:#11181a}"
    "th{background:#182123}th,td{border-color:#2e3b3e}}"
)
# How a cell looks, by what stands in it.
SHAPES = {
    "number": re.compile(r"[\d,]+(\.\d+)?( %)?"),
    "date": re.compile(r"\d{4}-\d{2}(-\d{2})?"),
    "long": re.compile(r".{40,}", re.DOTALL),
}


def write_report(counts: Tally, plan: Plan, assumed: Assumptions) -> Path:
    """Write report.md, report.html and plots/; the path of the page."""
    parts = sections(counts, plan, assumed)
    (plan.out / "plots").mkdir(exist_ok=True)
    for plot in (part.plot for part in parts if part.plot):
        replace_text(plan.out / "plots" / f"{plot.name}.svg", plot.svg)
    replace_text(plan.out / "report.md", as_markdown(parts))
    page = plan.out / "report.html"
    replace_text(page, as_html(parts))
    return page


def as_markdown(parts: Iterable[Section]) -> str:
    """The report as GFM; what came from FHIR cannot format it."""
    blocks = [f"# {TITLE}", NOTICE, *(block for part in parts for block in _markdown(part))]
    return "\n\n".join(blocks) + "\n"


def _markdown(part: Section) -> Iterator[str]:
    yield f"## {part.title}"
    yield from map(inert, part.sentences)
    if part.points:
        yield "\n".join(f"- {inert(point)}" for point in part.points)
    if part.plot:
        yield f"![{part.plot.title}](plots/{part.plot.name}.svg)"
    if part.grid:
        yield table(part.grid.head, (map(inert, row) for row in part.grid.rows))
        yield from _more(part.grid)


def as_html(parts: Iterable[Section]) -> str:
    """The report as one page without scripts; nothing is loaded from elsewhere."""
    body = "".join(piece for part in parts for piece in _html(part))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(TITLE)}</title><style>{STYLE}</style></head>\n<body>"
        f"<h1>{escape(TITLE)}</h1>\n<p>{escape(NOTICE)}</p>\n{body}</body></html>\n"
    )


def _html(part: Section) -> Iterator[str]:
    yield f"<h2>{escape(part.title)}</h2>\n"
    yield from (f"<p>{escape(sentence)}</p>\n" for sentence in part.sentences)
    if part.points:
        yield f"<ul>{''.join(f'<li>{escape(point)}</li>' for point in part.points)}</ul>\n"
    if part.plot:
        title = escape(part.plot.title)
        yield f"<figure>{part.plot.svg}<figcaption>{title}</figcaption></figure>\n"
    if part.grid:
        head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in part.grid.head)
        rows = "".join(f"<tr>{''.join(map(_cell, row))}</tr>\n" for row in part.grid.rows)
        yield f"<table><thead><tr>{head}</tr></thead>\n<tbody>{rows}</tbody></table>\n"
        yield from (f"<p>{escape(text)}</p>\n" for text in _more(part.grid))


def _cell(text: str) -> str:
    kinds = [kind for kind, shape in SHAPES.items() if shape.fullmatch(text)]
    look = f' class="{kinds[0]}"' if kinds else ""
    return f"<td{look}>{escape(text)}</td>"


def _more(grid: Grid) -> Iterator[str]:
    if (left := grid.total - len(grid.rows)) > 0:
        yield f"{left:,} more rows are in the Parquet files."
