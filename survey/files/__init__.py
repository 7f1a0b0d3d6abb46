"""Answer files in and score files out: CSV, Excel, SPSS, Parquet."""
