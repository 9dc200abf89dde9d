"""One account, and the moves that change it by WaniKani's rules. Read `state` first, then `world`."""
