"""Mutation tests of the rules: `python -m tests.mutation MODULE...`, see CONTRIBUTING.md.

Every small change of a rule (a boundary, a cut-off, a word, a left-out argument) has to be noticed
by a test. mutmut, tried first, leaves module constants alone, and those are our published tables.
"""
