"""Overview, matrix, circular, ledger, public page, search and the read API.

Reads everything, and keeps only the quarters that an office closed and how its papers look (docs/decisions/0017).
"""
