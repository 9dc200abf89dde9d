"""The page for those without Grafana: what the state holds, drawn by plotly in one HTML file.

`gathered` reads, `figures` decides what is drawn (pure), `page` writes it down.
"""
