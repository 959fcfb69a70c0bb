"""The pantry: catalogue, glossary, training texts, weights, and the one loader of each."""
