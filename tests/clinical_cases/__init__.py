"""Runs the clinical cases (schema b2m-clinical-cases/1): `python -m tests.clinical_cases DIR`."""
