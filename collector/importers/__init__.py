"""Reads files that other programs wrote: a file in, accepted rows or counted rejections out. Knows no state.

Read `count_rules` first (which old counts are accepted, and why not the others) and `review_rules` (the same
for reviews); `pipeline` stores what they accept.
"""
