"""The language model as one more labeller: it is asked about doubts only, and believed only where it quotes."""
