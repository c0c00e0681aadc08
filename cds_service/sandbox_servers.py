"""Public FHIR servers by name, from their documentation: we have run against none of them.

docs/sandboxes.md says what to expect of each; a test compares.
"""

from __future__ import annotations

from dataclasses import dataclass

from cds_service.fhir_address import normalised_base


@dataclass(frozen=True)
class PublicServer:
    """A server for trials. `{name}` in the base stands for a sandbox of one's own."""

    name: str
    base: str
    release: str
    needs_token: bool = False


SERVERS = (
    PublicServer("smart-r4", "https://r4.smarthealthit.org", "R4"),
    PublicServer("smart-launcher", "https://launch.smarthealthit.org/v/r4/fhir", "R4"),
    PublicServer("hapi-r4", "https://hapi.fhir.org/baseR4", "R4"),
    PublicServer("hapi-r5", "https://hapi.fhir.org/baseR5", "R5"),
    PublicServer("firely-r4", "https://server.fire.ly/r4", "R4"),
    PublicServer(
        "oracle-open",
        "https://fhir-open.cerner.com/r4/ec2458f2-1e24-41c8-b71b-0e701af7583d",
        "R4",
    ),
    PublicServer("meld", "https://gw.interop.community/{name}/open", "R4"),
    PublicServer("meld-smart", "https://gw.interop.community/{name}/data", "R4", needs_token=True),
    PublicServer("cds-hooks-dstu2", "https://launch.smarthealthit.org/v/r2/fhir", "DSTU2"),
)


class UnknownServer(Exception):
    """Neither an address nor a name we know; the message says which names there are."""


def fhir_base(written: str) -> str:
    """The base URL that is meant by an address or by a name; raises UnknownServer."""
    if "://" in written:
        return normalised_base(written) or written.rstrip("/")
    name, _, own = written.partition(":")
    known = {server.name: server for server in SERVERS}
    if name not in known:
        raise UnknownServer(
            f"{written!r} is neither an address nor one of: {', '.join(sorted(known))}."
        )
    base = known[name].base
    if "{name}" in base and not own.isalnum():
        raise UnknownServer(f"{name} needs the name of your own sandbox: {name}:NAME.")
    return base.format(name=own)
