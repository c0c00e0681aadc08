"""Prefetch templates: tokens, and the query subset that every client can answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import parse_qsl

from conformance.check import Problems, service_check
from conformance.samples import TOKEN_FIELDS
from conformance.target import NotChecked, Service

TOKEN = re.compile(r"\{\{(.*?)\}\}")
OF_2_0 = re.compile(
    r"context\.[A-Za-z]+|userPractitionerId|userPractitionerRoleId|userPatientId"
    r"|userRelatedPersonId"
)
OF_3_0 = re.compile(r"today\(\)|resolve\(|ofType\(|%")
PATH = re.compile(r"[A-Z][A-Za-z]+(/\{\{[^}]+\}\}|/[A-Za-z0-9.-]{1,64})?|\{\{[^}]+\}\}")
REFERENCES = ("patient", "subject", "encounter")
DATES = frozenset({"date", "issued", "onset-date", "recorded-date", "authoredon", "_lastUpdated"})
COMMON_PREFIX = re.compile(r"(eq|lt|gt|ge|le)?(\d|\{\{)")

Parameters = list[tuple[str, str]]


def _templates(service: Service) -> list[tuple[str, str]]:
    if not service.templates:
        raise NotChecked("no service declares prefetch")
    return list(service.templates.items())


def _queries(service: Service) -> Iterator[tuple[str, str, Parameters]]:
    for key, template in _templates(service):
        path, _, query = template.partition("?")
        yield key, path, parse_qsl(query, keep_blank_values=True)


def _tokens(service: Service) -> Iterator[tuple[str, str]]:
    for key, template in _templates(service):
        for token in TOKEN.findall(template):
            yield key, token.strip()


def _each(service: Service, wrong: Callable[[str, str], bool]) -> Iterator[str]:
    for key, _, parameters in _queries(service):
        for name, value in parameters:
            if wrong(name, value):
                yield f"key {key}: {name}={value}"


@service_check("PTOK-01")
def tokens_stand_in_double_braces(service: Service) -> Problems:
    for key, template in _templates(service):
        if re.search(r"[{}]", TOKEN.sub("", template)):
            yield f"key {key}: a brace outside a token"


@service_check("PTOK-02")
def tokens_are_context_fields_or_user_ids(service: Service) -> Problems:
    for key, token in _tokens(service):
        if not OF_2_0.fullmatch(token):
            yield f"key {key}: token {token}"


@service_check("PTOK-03")
def tokens_name_fields_that_the_hook_allows(service: Service) -> Problems:
    allowed = TOKEN_FIELDS.get(service.hook)
    if allowed is None:
        raise NotChecked(f"the fields of hook {service.hook} are not known here")
    for key, token in _tokens(service):
        _, dot, field = token.partition("context.")
        if dot and field not in allowed:
            yield f"key {key}: hook {service.hook} has no root-level id {field}"


@service_check("PTOK-04")
def tokens_of_the_context_say_so(service: Service) -> Problems:
    for key, token in _tokens(service):
        if not token.startswith(("context.", "user")) or token == "user":
            yield f"key {key}: token {token}"


@service_check("PTOK-05")
def tokens_need_no_later_version(service: Service) -> Problems:
    for key, token in _tokens(service):
        if OF_3_0.search(token):
            yield f"key {key}: token {token}"


@service_check("PQR-01", "PQR-02")
def asks_for_one_resource_or_searches_one_type(service: Service) -> Problems:
    for key, path, _ in _queries(service):
        if not PATH.fullmatch(path):
            yield f"key {key}: {path}"


@service_check("PQR-01", "PQR-03")
def references_are_plain(service: Service) -> Problems:
    return _each(
        service,
        lambda name, _: (
            name.startswith("_has")
            or (name.startswith(REFERENCES) and bool({".", ":"} & set(name)))
        ),
    )


@service_check("PQR-01", "PQR-04")
def tokens_are_compared_for_equality(service: Service) -> Problems:
    return _each(service, lambda name, _: ":" in name and not name.endswith(":in"))


@service_check("PQR-01", "PQR-05")
def dates_use_the_common_prefixes(service: Service) -> Problems:
    return _each(service, lambda name, value: name in DATES and not COMMON_PREFIX.match(value))


@service_check("PQR-06")
def count_is_a_number(service: Service) -> Problems:
    return _each(
        service, lambda name, value: name == "_count" and not re.fullmatch(r"[1-9]\d*", value)
    )


@service_check("PQR-07")
def sort_is_by_date(service: Service) -> Problems:
    return _each(
        service,
        lambda name, value: "sort" in name and (name != "_sort" or value.lstrip("-") not in DATES),
    )


@service_check("PQR-08")
def maxresults_is_left_to_later_versions(service: Service) -> Problems:
    return _each(service, lambda name, _: name == "_maxresults")


@service_check("PQR-09")
def includes_are_outside_the_subset(service: Service) -> Problems:
    return _each(service, lambda name, _: name.startswith(("_include", "_revinclude")))
