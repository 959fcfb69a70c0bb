"""For those who look after the tool: its own tests, training, evaluation."""
