"""What happens to the real server when things go wrong: one command per fault, with its figures.

`python -m tests.resilience` lists the faults; docs/reliability.md says what was seen. The short
ones are tests too (test_resilience.py).
"""
