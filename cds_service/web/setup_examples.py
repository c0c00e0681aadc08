"""Examples on the setup sheet: what an analyst replaces looks like it, the rest runs as it is."""

from __future__ import annotations

from typing import Any

BODY: dict[str, Any] = {
    "hook": "patient-view",
    "hookInstance": "UUID",
    "fhirServer": "https://ehr.example.org/fhir",
    "fhirAuthorization": {
        "access_token": "TOKEN",
        "token_type": "Bearer",
        "expires_in": 300,
        "scope": "patient/Observation.read",
        "subject": "CLIENT",
    },
    "context": {"userId": "Practitioner/ID", "patientId": "ID"},
    "prefetch": {},
}
CLIENT_SETTINGS = """\
[http]
public_base_url = "{base_url}"

[trust]
mode = "jwt"

[trust.issuers."https://ehr.example.org"]
keys_file = "jwks.json"
"""
TRIAL_KEY = """\
import json, uuid
from pathlib import Path
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

key, named = ec.generate_private_key(ec.SECP384R1()), {"kid": str(uuid.uuid4())}
private = ECAlgorithm.to_jwk(key, as_dict=True) | named
public = ECAlgorithm.to_jwk(key.public_key(), as_dict=True) | named
Path("key.json").write_text(json.dumps(private))
Path("jwks.json").write_text(json.dumps({"keys": [public]}))
"""
