"""Scoring a Parquet file of enterprises: ours beside hand-written SQL, Polars, pandas and scikit-criteria."""
