"""The common part of both HTTP rooms: the deadline of an exchange, and the trusted certificates.

Knows neither WaniKani nor InfluxDB.
"""
