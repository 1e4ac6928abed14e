"""`python -m relsearch.cli` is the `relsearch` command."""

from relsearch.cli import main

main()
