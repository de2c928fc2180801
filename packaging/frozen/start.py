"""What both frozen programs start with: by the name it was called by it is the window or the command line."""

import sys
from pathlib import Path

from lossacc_gui.__main__ import command_line, main

if __name__ == "__main__":
    sys.exit(main() if Path(sys.argv[0]).stem.endswith("gui") else command_line())
