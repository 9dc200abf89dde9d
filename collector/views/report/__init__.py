"""The report page: the state, drawn by plotly in one HTML file.

`read` reads the state, `figures` makes charts of `data` (pure), `page` writes the HTML.
"""
