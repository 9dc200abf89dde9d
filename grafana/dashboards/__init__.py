"""The dashboards: a module each, a function a panel."""
