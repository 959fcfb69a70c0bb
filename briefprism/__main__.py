"""``python -m briefprism``."""

from briefprism.cli.app import main

main()
