"""`python -m hea_core COMMAND …`."""

import sys

from hea_core.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
