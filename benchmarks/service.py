"""The service as `b2m-cds serve` runs it on loopback: no feature is switched off."""

from cds_service.app import create_app
from cds_service.settings import load_settings

app = create_app(load_settings())
