"""Whether the pages of an alliance's own figures are for the person who looks at a page."""

from django import template

from performance.local.entitled import sees_local_figures

register = template.Library()


@register.simple_tag
def sees_own_figures(user, alliance) -> bool:
    """Whether links to local figures and trajectories lead somewhere. `alliance` is anything with its id."""
    return sees_local_figures(user, alliance)
