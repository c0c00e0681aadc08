"""What a page was given: a JSON body, or a form with a text or a file. Nothing of it is kept."""

from __future__ import annotations

from flask import current_app, request

from cds_service.interpret_file import Delivered, UnreadableInput, delivered
from cds_service.settings import Settings

NOT_FOR_PATIENTS = "The user of this request is not a clinician; nothing is shown to others."
FORMS = {"multipart/form-data", "application/x-www-form-urlencoded"}


def settings_in_use() -> Settings:
    """The settings of this application."""
    settings: Settings = current_app.extensions["b2m-cds"].settings
    return settings


def held() -> Delivered:
    """What was posted, read; raises UnreadableInput."""
    patient = request.args.get("patient") or request.form.get("patient", "").strip()
    found = delivered(text(), settings_in_use(), patient or None)
    if not found.for_clinician:
        raise UnreadableInput(NOT_FOR_PATIENTS)
    return found


def text() -> bytes:
    """The posted Bundle or hook request as it came."""
    if request.mimetype not in FORMS:
        return request.get_data(cache=False)
    if (file := request.files.get("file")) and file.filename:
        return bytes(file.read())
    return request.form.get("text", "").encode()
