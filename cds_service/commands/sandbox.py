"""`b2m-cds sandbox`: what a CDS client would do, on a FHIR server."""

from __future__ import annotations

import os
from pathlib import Path

import click

from cds_service.cds_client import CdsClientFailure, unsigned
from cds_service.client_signature import signer_from
from cds_service.commands.shown import show, show_series
from cds_service.commands.usage import Unusable, settings_in_force
from cds_service.markdown import printable
from cds_service.progress import asking
from cds_service.sandbox import Playing, play_ehr, problems_of, report, running_service
from cds_service.sandbox_servers import UnknownServer, fhir_base

TOKEN_VARIABLE = "B2M_CDS_TOKEN"


@click.command()
@click.option(
    "--fhir-server",
    required=True,
    metavar="URL",
    help="Base URL of the FHIR server, or the name of a public one, such as smart-r4.",
)
@click.option("--patient", "patient_id", required=True, metavar="ID")
@click.option("--service", metavar="URL", help="A running service; default: one of our own.")
@click.option("--jwt-key", type=click.Path(path_type=Path), help="Sign: a private JWK with kid.")
@click.option("--jwt-iss", default="", metavar="ISS", help="Sign as this issuer.")
@click.option(
    "--with-demo-results",
    "invent",
    is_flag=True,
    help="Add invented B2M results to the request; no server gets them.",
)
def sandbox(
    fhir_server: str,
    patient_id: str,
    service: str | None,
    jwt_key: Path | None,
    jwt_iss: str,
    *,
    invent: bool,
) -> None:
    """Play the EHR: discovery, prefetch, hook (B2M_CDS_TOKEN: its token)."""
    settings = settings_in_force()
    if (jwt_key is None) != (not jwt_iss):
        raise click.UsageError("--jwt-key and --jwt-iss go together.")
    token = os.environ.get(TOKEN_VARIABLE, "")
    try:
        sign = signer_from(jwt_key, jwt_iss).token if jwt_key else unsigned
        base = fhir_base(fhir_server)
        with running_service(service, base, settings) as service_url:
            played = play_ehr(service_url, base, patient_id, token, Playing(sign, invent, asking))
    except UnknownServer as problem:
        raise Unusable(str(problem)) from None
    except CdsClientFailure as failure:
        raise click.ClickException(str(failure)) from None
    click.echo("\n".join(map(printable, report(played, settings))) + "\n")
    if played.answer.status != 200:
        raise click.ClickException(" ".join(map(printable, problems_of(played.answer.body))))
    show_series(played.chart(settings), settings)
    show(played.answer.body["cards"], played.why_no_card(settings))
