"""Renderers: they show a report and infer nothing."""
