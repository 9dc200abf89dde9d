"""The charts as plotly's own JSON: facts in, a figure out. No plotly is imported; it draws in the browser."""
