"""The report page: what the state holds, drawn by plotly in one HTML file.

`data` reads, `figures` decides what is drawn (pure), `page` writes the HTML.
"""
