"""Reading a brief, and labelling what it names and says."""
