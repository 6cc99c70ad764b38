"""The command ``python -m h11``."""

import sys

from h11._command.main import main

if __name__ == "__main__":
    sys.exit(main())
