"""All logs of a kind and year as they stand at a moment, as one Parquet file with a manifest, in the export store."""
