"""What is asked of every page: that it fits, that its controls have names, and that its words are the reader's."""

UNLABELLED = """() =>
    [...document.querySelectorAll("input:not([type=hidden], [type=submit]), select, textarea, button")]
    .filter((one) => !(one.labels?.length || one.getAttribute("aria-label") || one.textContent.trim()))
    .map((one) => one.outerHTML)"""
"""The controls of a page that nobody could name who does not see them."""

OURS = ("retrievability", "stability", "lapse", " card", "leech")
"""Words that are the engine's, and neither a learner's nor a manager's."""

OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
"""By how many pixels a page is wider than its window."""
