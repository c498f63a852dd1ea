"""What the commands in script/ share: a ready environment, a database, a server.

Runs on the bare system Python, before anything is installed: standard library only.
"""

import os
import shutil
import sys

OLDEST = (3, 11)

if sys.version_info < OLDEST:
    # The first `python3` may be old while a newer one is installed beside it.
    for _minor in (13, 12, 11):
        _newer = shutil.which(f"python3.{_minor}")
        if _newer:
            os.execv(_newer, [_newer, *sys.argv])
    sys.exit(f"The portal needs Python {OLDEST[0]}.{OLDEST[1]} or newer; this is {sys.version.split()[0]}.")
