"""The records that the parts hand one another. Standard library only."""
