"""
How databases word that a constraint was violated: which check, and which column.

Floor 1. Data only. The first pattern that is found decides; searched in any case. The groups: `kind` or, where the
words say it only once, the kind given here; `name` of the constraint; `column`; `value` that offended.
Sources: `errmsg-utf8.txt` of MariaDB 10.11 and https://dev.mysql.com/doc/mysql-errors/8.4/en/ (1062, 1048, 1364, 1451,
1452, 3819, 4025); `src/update.c`, `insert.c` of SQLite 3; `src/mongo/db/storage/duplicate_key_error_info.cpp` and
`doc_validation_error.cpp` of MongoDB 8.
"""

from typing import Final

__all__ = ["CONSTRAINT_WORDS"]

# Kind of check, and how its violation is told.
CONSTRAINT_WORDS: Final[tuple[tuple[str, str], ...]] = (
    ("check", r"CHECK constraint failed: (?P<name>.+)"),
    ("", r"(?P<kind>unique|not null|check|foreign key|primary key) constraint failed(?:: (?P<column>.+))?"),
    ("unique", r"Duplicate entry '(?P<value>.*)' for key '(?P<name>[^']+)'"),
    ("not null", r"Column '(?P<column>[^']+)' cannot be null"),
    ("not null", r"Field '(?P<column>[^']+)' doesn't have a default value"),
    (
        "foreign key",
        r"a foreign key constraint fails \(.*CONSTRAINT `(?P<name>[^`]+)` FOREIGN KEY \((?P<column>[^)]+)\)",
    ),
    ("foreign key", r"a foreign key constraint fails"),
    ("check", r"Check constraint '(?P<name>[^']+)' is violated"),
    ("check", r"CONSTRAINT `(?P<name>[^`]+)` failed for `"),
    ("check", r"CHECK OPTION failed `?(?P<name>[^`]+)"),
    ("partition", r"Table has no partition for value (?P<value>\S+)"),
    (
        "unique",
        r"E11000 duplicate key.*? index: (?P<name>\S+?) dup key: \{ (?:: |(?P<column>[^:]+): )(?P<value>[^,}]*?) ?[,}]",
    ),
    ("unique", r"E11000 duplicate key error"),
    ("schema", r"Document failed validation.*?'propertyName': '(?P<column>[^']+)'"),
    ("schema", r"Document failed validation"),
)
