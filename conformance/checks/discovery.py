"""What `GET {base}/cds-services` says."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from conformance.answer import Answer
from conformance.check import Problems, check, service_check
from conformance.samples import LIBRARY_HOOKS
from conformance.target import NotChecked, Service, Target
from conformance.text import REVERSE_DOMAIN, is_text, not_text, not_text_if_given

SEMVER = re.compile(r"\d+\.\d+(\.\d+)?(-[0-9A-Za-z.-]+)?")


@check("DISC-01", "DISC-10")
def is_there(target: Target) -> Problems:
    if _open_discovery(target).status != 200:
        yield f"{target.discovery.what} {target.discovery}"


@check("DISC-02")
def holds_a_list_of_services(target: Target) -> Problems:
    if not isinstance(_open_discovery(target).object.get("services"), list):
        yield "the body is no object with a list 'services'"


@check("DISC-02")
def lists_objects(target: Target) -> Problems:
    listed = target.discovery.object.get("services")
    if isinstance(listed, list) and len(target.entries) < len(listed):
        yield "'services' holds something that is no object"


@check("DISC-03", "DISC-04", "DISC-05")
def lists_something(target: Target) -> Problems:
    if not target.entries:
        raise NotChecked("discovery lists no service")
    return []


@check("DISC-03")
def names_its_hook(target: Target) -> Problems:
    return _in_every_entry(target, "hook")


@check("DISC-04")
def has_a_description(target: Target) -> Problems:
    return _in_every_entry(target, "description")


@check("DISC-05")
def has_an_id(target: Target) -> Problems:
    return _in_every_entry(target, "id")


@service_check("DISC-05")
def is_reached_under_its_id(service: Service) -> Problems:
    if service.answer.status in {404, 405}:
        yield f"{service.answer}"


@service_check("DISC-06")
def has_a_title(service: Service) -> Problems:
    yield from not_text(service.entry, "title")


@service_check("DISC-07")
def prefetch_is_an_object_of_texts(service: Service) -> Problems:
    if "prefetch" not in service.entry:
        raise NotChecked("no service declares prefetch")
    declared = service.entry["prefetch"]
    if not isinstance(declared, dict) or not declared:
        yield "prefetch is no object with something in it"
    elif not all(is_text(template) for template in declared.values()):
        yield "prefetch holds a template that is no text"


@service_check("DISC-08")
def usage_requirements_are_text(service: Service) -> Problems:
    yield from not_text_if_given(service.entry, "usageRequirements")


@check("DISC-09")
def having_no_services_is_no_error(target: Target) -> Problems:
    if target.entries:
        raise NotChecked("discovery lists services")
    if _open_discovery(target).status != 200 or target.discovery.object != {"services": []}:
        yield 'a server without services answers 200 {"services": []}'


@check("DISC-11")
def refuses_discovery_without_patient_data(target: Target) -> Problems:
    if target.discovery.status == 200 and target.options.signer is None:
        raise NotChecked("discovery is open to everybody")
    answer = target.wire.send("GET", "/cds-services", headers={"Authorization": None})
    if answer.status not in {200, 401, 403}:
        yield f"without a JWT: {answer}"
    if answer.status == 401 and "services" in answer.object:
        yield "a refusal of discovery lists the services"


@check("DISC-12")
def one_id_for_several_hooks_has_several_hooks(target: Target) -> Problems:
    hooks = defaultdict(list)
    for service in target.services:
        hooks[service.id].append(service.hook)
    for name, named in hooks.items():
        if len(set(named)) < len(named):
            yield f"id {name} is listed twice for the same hook"


@service_check("DISC-13")
def version_is_semantic(service: Service) -> Problems:
    return _semantic_version(service, "version")


@service_check("DISC-14")
def hook_version_is_semantic(service: Service) -> Problems:
    return _semantic_version(service, "hookVersion")


@service_check("DISC-15")
def extension_is_an_object_of_reverse_domains(service: Service) -> Problems:
    if "extension" not in service.entry:
        raise NotChecked("no service carries an extension")
    extension = service.entry["extension"]
    if not isinstance(extension, dict):
        yield "extension is no object"
    elif not all(REVERSE_DOMAIN.fullmatch(name) for name in extension):
        yield "extension holds a name that is no reverse domain"


@service_check("HOOK-01")
def a_hook_of_ones_own_is_a_reverse_domain(service: Service) -> Problems:
    if service.hook not in LIBRARY_HOOKS and not REVERSE_DOMAIN.fullmatch(service.hook):
        yield f"hook {service.hook} is neither in the library nor a reverse domain"


def _open_discovery(target: Target) -> Answer:
    """The answer of discovery; raises NotChecked when it is for others only."""
    if target.discovery.status in {401, 403} and target.options.signer is None:
        raise NotChecked(f"discovery is {target.discovery}: give --jwt-key and --jwt-iss")
    return target.discovery


def _in_every_entry(target: Target, member: str) -> Iterator[str]:
    for position, entry in enumerate(target.entries):
        for problem in not_text(entry, member):
            yield f"service {position + 1}: {problem}"


def _semantic_version(service: Service, member: str) -> Problems:
    if member not in service.entry:
        raise NotChecked(f"no service says {member}")
    if not SEMVER.fullmatch(str(service.entry[member])):
        yield f"{member} is no version number"
