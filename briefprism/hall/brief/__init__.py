"""One brief: read, labelled, reasoned over, and the questions that can be put to it."""
