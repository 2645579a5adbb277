"""What the counts above a plan's table are drawn from: on the plan's page, and with a row that was just updated."""


def counts_context(plan, counts, thresholds, *, active=""):
    """The context of the partial `counts`; `active` is the query of the filters in force."""
    url = plan.get_absolute_url()
    days = thresholds.due_soon_days
    questions = (
        ("Overdue", counts.plan.overdue, "overdue=1"),
        (f"Due within {days} days", counts.plan.due_soon, f"due_within={days}"),
        ("Slipped", counts.plan.slipped, "slipped=1"),
        ("No date agreed", counts.plan.no_date, "no_date=1"),
        (f"No update for {thresholds.quiet_days} days", counts.plan.quiet, "quiet=1"),
        ("Rated against the facts", counts.plan.differing, "differs=1"),
    )
    return {
        "plan": plan,
        "plan_url": url,
        "counts": counts,
        "tiles": [(rating, number, f"{url}?rating={rating}") for rating, number in counts.plan.by_rating.items()],
        "attention": [
            (words, number, url if query == active else f"{url}?{query}", query == active)
            for words, number, query in questions
        ],
    }
