"""The colours of the groups of stages, the same everywhere: those that learners know from WaniKani."""

COLOURS = {
    "lesson": "#888888",
    "apprentice": "#dd0093",
    "guru": "#882d9e",
    "master": "#294ddb",
    "enlightened": "#0093dd",
    "burned": "#e49900",
}
