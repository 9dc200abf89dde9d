"""Creates the databases, users and tokens that a fresh InfluxDB needs; safe to run again.

Read `provision` first, then `database_v1` or `bucket_v2`.
"""
