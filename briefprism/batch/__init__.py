"""Tables: labels for a column, streamed."""
