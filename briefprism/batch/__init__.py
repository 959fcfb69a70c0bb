"""Tables: labels for a column, streamed, on one machine or on Spark. Whatever labels a string is handed in."""
