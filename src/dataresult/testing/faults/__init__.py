"""
Laws that provoke faults for real: a server, a file or a database that fails, and what each must be classified as.

Floor 6. Light: nothing is imported here; each law is in the module of its subject, and in `dataresult.testing`.
"""

__all__: list[str] = []
