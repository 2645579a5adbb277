"""From a document to a plan: readers (what is on the page), parse (what it means), and from there to rows."""
