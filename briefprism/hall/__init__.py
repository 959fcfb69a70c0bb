"""The hall: the only place that chooses and joins collaborators. It prints nothing and writes no prose."""
