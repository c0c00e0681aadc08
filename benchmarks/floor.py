"""The least that any Flask service could do with the same request: read it, answer a fixed card."""

import json

from flask import Flask, Response, request

CARD = {
    "summary": "Serum B2M 6.3 mg/L: a fixed sentence, about as long as a card's summary may be",
    "indicator": "info",
    "source": {"label": "Floor"},
    "detail": "A fixed detail of the usual size. " * 80,
}

app = Flask(__name__)


@app.post("/cds-services/b2m-patient-view")
def fixed_card() -> Response:
    json.loads(request.get_data())
    return Response(json.dumps({"cards": [CARD]}), mimetype="application/json")
