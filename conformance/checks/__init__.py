"""The checks, one module per part of the specification."""
