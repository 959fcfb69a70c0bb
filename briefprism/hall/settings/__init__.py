"""What a run depends on: options, the settings file, installed plugins."""
