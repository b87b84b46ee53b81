"""
What `python -m dataresult.cli` runs.

Floor 6. Nothing of its own.
"""

import sys

from dataresult.cli import main

if __name__ == "__main__":
    sys.exit(main())
