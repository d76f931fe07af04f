import re

from benchmarks.report.page import cards, facts, page, table


def test_a_page_fetches_nothing_and_runs_nothing() -> None:
    html = page("A title", "<h1>Hello</h1>")
    assert "default-src 'none'" in html
    assert not re.search(r"<script|<link|@import|url\(|https?://", html)
    assert (
        'lang="en"' in html
        and "prefers-color-scheme:dark" in html.replace(": ", ":")
        and "@media print" in html
    )


def test_text_cannot_become_markup() -> None:
    parts = (
        page("<b>", ""),
        cards([("<b>", "<b>", "<b>")]),
        table(["<b>"], [["<b>", "<b>"]]),
        facts([("<b>", "<b>")]),
    )
    assert all("&lt;b&gt;" in html and "<b><b>" not in html for html in parts)


def test_a_table_names_its_rows_and_columns_for_those_who_hear_it() -> None:
    html = table(["", "teacher"], [["delay", "3 ms"]])
    assert '<th scope="col">teacher</th>' in html and '<th scope="row">delay</th><td>3 ms</td>' in html
