"""The web door: a page where anybody can paste a brief, and the same as JSON. It knows the hall, the records and the renderers."""
