"""The configuration of an `influxd` for one run alone."""

# What must differ from the defaults: port and folders of its own, no telemetry, no database about itself.
CONFIG = """\
reporting-disabled = true
bind-address = "127.0.0.1:{backup_port}"
[meta]
  dir = "{folder}/meta"
[data]
  dir = "{folder}/data"
  wal-dir = "{folder}/wal"
[http]
  bind-address = "127.0.0.1:{port}"
  auth-enabled = {auth}
  log-enabled = false
[monitor]
  store-enabled = false
"""
