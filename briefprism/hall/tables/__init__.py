"""Labellers joined with tables: on one machine, on Spark, and for scikit-learn."""
