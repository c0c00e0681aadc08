"""A CDS Hooks 2.0 conformance suite for any service: it knows a URL and imports nothing of ours."""
