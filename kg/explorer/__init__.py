"""The explorer: one HTML page in which the whole graph can be walked, with no server and no network.

`render_page` builds the page from a graph; `write_page` puts it into a file. The room gathers columns of numbers and texts
(`gather`, `columns`), packs them (`pack`), lays out the map of kinds (`overview`), reads the guided walks (`tours`) and joins the
page's own modules (`assemble`). It may not open a browser, print, or read the environment.
"""

from __future__ import annotations

from kg.explorer.page import render_page, write_page

__all__ = ["render_page", "write_page"]
