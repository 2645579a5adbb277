"""What things cost, as ratios measured in one run; `make bench` prints the table.

Machines differ and drift, so nothing here is a time: each figure is divided by a unit measured next to it, in turn
with it. Pages are divided by U, an empty signed-in page of the same site with its full layout; imports by a raw COPY of
the same bytes into a bare text table (on SQLite: one executemany of the same lines); the overdue job by one plain
UPDATE of all the rows. The goals are goals: a figure over its goal is printed as such and fails nothing.
"""
