"""The SQL of the data reference on Apache DataFusion, the engine of InfluxDB 3, which `make sql` installs."""
