"""The only place that names DuckDB or Spark, and the plain engine that the tests believe."""
