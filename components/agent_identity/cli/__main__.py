"""`python -m agent_identity.cli`: the same command, where its script is not on PATH."""

import sys

from agent_identity.cli import main

sys.exit(main())
