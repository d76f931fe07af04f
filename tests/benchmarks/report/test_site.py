from __future__ import annotations

from benchmarks.frame import Run
from benchmarks.network import command
from benchmarks.report.site import site_page
from benchmarks.site.command import add_figures
from tests.benchmarks.network.samples import network
from tests.benchmarks.site.devices import card


def test_the_report_leads_with_what_the_place_is_good_for_and_names_what_is_missing() -> None:
    run = Run("site", seed=1, bars={})
    found, device = network(), card(5.9)
    command.add_figures(run, found)
    add_figures(run, device, found, None, ["The echo <did> not answer."])
    run.extra |= {"device": device.model_dump(), "place": "Pajala"}
    page = site_page(run.result())
    assert "Readiness of Pajala" in page
    assert "ready for playing together" in page
    assert "The echo &lt;did&gt; not answer." in page
    assert "A card" in page and "For the municipality" in page
