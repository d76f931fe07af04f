from __future__ import annotations

from benchmarks.frame import Run
from benchmarks.network import advice
from benchmarks.network.command import add_figures
from benchmarks.report.network import network_page
from benchmarks.report.results import results_page
from tests.benchmarks.network.samples import network


def result() -> Run:
    run = Run("network", seed=1, bars={}, seconds=10.0)
    found = network(up="dsl")
    found.sentences = advice.sentences(found)
    run.samples["balanced.up.late"] = [0.0, 1.0, 12.0, 2.0]
    run.samples["balanced.down.late"] = [0.0, 0.1, 0.2, 0.1]
    run.extra["origin"] = "https://lessons.example"
    add_figures(run, found)
    return run


def test_the_page_says_it_shows_it_and_asks_the_firewalls_owner() -> None:
    page = network_page(result().result())
    assert "The network to lessons.example" in page
    assert page.count('<img class="plot" alt="') == 1
    assert "out of this network: " in page
    assert "For the municipality's IT" in page
    assert "AudioCaptureAllowedUrls" in page and "relay.example" in page


def test_a_report_of_several_results_tells_its_sentences() -> None:
    assert "UDP goes through both ways." in results_page([("pajala", result().result())])
