"""The benchmarks at tiny sizes: they run, and tell what they find in the promised shape. No test asks how fast."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).resolve().parent.parent.parent / "scripts"
FIELDS = {"name": str, "size": str, "value": float, "unit": str, "floor": float, "ratio": float, "goal": str}


@pytest.fixture(autouse=True)
def _scripts(monkeypatch):
    monkeypatch.syspath_prepend(str(SCRIPTS))


@pytest.fixture
def workload():
    from benchmarks.organization import Workload

    return Workload(days=2, keys=2, models=2, tiers=2)


@pytest.fixture
def breadth():
    from benchmarks.history import Breadth

    return Breadth(keys=2, models=2, tiers=1, hours=24 * 40)


def assert_sound(figures, *names):
    assert [figure.name for figure in figures] == list(names)
    for figure in figures:
        assert figure.value > 0
        assert figure.floor > 0
        assert figure.ratio == pytest.approx(figure.value / figure.floor, rel=0.02)


def test_the_start_is_the_time_to_the_first_painted_window(breadth):
    from benchmarks import start

    assert_sound(list(start.measure(1, breadth)), "start")


def test_the_measured_start_imports_nothing_heavy(breadth, tmp_path):
    from benchmarks import start
    from benchmarks.surroundings import variables

    start.prepare(tmp_path, breadth)
    libraries = ["httpx", "sqlalchemy", "alembic", "keyring", "pyqtgraph", "numpy", "qtawesome", "babel", "rich"]
    ours = ["app.threads", "domain.carried", "domain.collection", "domain.price_sheet", "store.store", "workers.poller"]
    heavy = {*libraries, "click", "tomlkit", *(f"usage_tracker_gui.{module}" for module in ours)}
    # It says the moment of the first frame; what is imported to end it well comes afterwards.
    probe = (
        "import builtins, sys\n"
        "def tell(*_, told=print, **__):\n"
        "    told(*sys.modules)\n"
        "builtins.print = tell\n"
        "from usage_tracker_gui.__main__ import main\n"
        "main()"
    )
    command = [sys.executable, "-c", probe, "--first-frame"]
    (imported,) = subprocess.run(
        command, env=variables(tmp_path), capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert "usage_tracker_gui.ui.overview.overview" in imported.split()
    assert not heavy & set(imported.split())


def test_a_goal_that_is_not_met_comes_with_its_profile(capsys):
    from benchmarks.reasons import tell_calls, tell_imports
    from benchmarks.surroundings import variables

    tell_calls("query", lambda: sorted([3, 1, 2]))
    tell_imports("start", [sys.executable, "-c", "import json"], variables())
    told = capsys.readouterr().err
    assert "The goal of query is not met" in told
    assert "sorted" in told
    assert "json.decoder" in told


def test_a_traced_window_tells_who_kept_it(workload, tmp_path):
    from benchmarks import stall
    from benchmarks.organization import serving

    with serving(workload) as served:
        assert stall._watched(served.base_url, 0.1, "traced").rows == workload.rows


def test_a_sync_is_measured_against_the_same_pages(workload):
    from benchmarks import ingest

    (figure,) = ingest.measure(1, workload)
    assert_sound([figure], "ingest")
    assert figure.size == "2 d, 384 rows"


def test_a_query_is_measured_at_every_size(breadth):
    from benchmarks import query

    assert_sound(list(query.measure(1, 5, [breadth])), "query", "query by key")


def test_a_window_is_watched_while_it_syncs(workload):
    from benchmarks import stall

    assert_sound(list(stall.measure(1, workload, 0.2)), "stall p99", "stall worst")


def test_a_window_at_rest_is_measured_beside_a_paused_one():
    from benchmarks import rest

    assert_sound(list(rest.measure(1, 0.5, timedelta(days=2))), "rest")


def test_the_percentile_is_one_of_the_values():
    from benchmarks.figure import percentile

    assert percentile(list(range(1, 101)), 0.99) == 99
    assert percentile([7.0], 0.99) == 7.0


@pytest.mark.parametrize(
    ("goal", "value", "ratio", "met"),
    [
        (("ratio", "<=", 1.6), 900, 1.6, True),
        (("ratio", "<=", 1.6), 1, 1.61, False),
        (("ratio", ">=", 0.6), 1, 0.59, False),
        (("value", "<=", 16), 15.9, 40, True),
    ],
)
def test_a_goal_is_met_or_not(goal, value, ratio, met):
    from benchmarks.figure import Goal

    assert Goal(*goal).is_met(value, ratio) is met


def test_the_document_has_the_promised_shape():
    import bench
    from benchmarks.figure import Goal, figure

    found = figure("start", "a year", "ms", [170.0, 160.0, 180.0], [100.0, 90.0, 110.0], Goal("ratio", "<=", 1.6))
    document = json.loads(json.dumps(bench.document([found])))
    assert set(document) == {"schema_version", "machine", "benchmarks"}
    assert document["schema_version"] == 1
    assert document["machine"]["cores"] > 0
    (one,) = document["benchmarks"]
    assert {name: type(one[name]) for name in FIELDS} == FIELDS
    assert one["met"] is False
    assert set(one) == {*FIELDS, "met"}
    assert (one["value"], one["ratio"], one["goal"]) == (170.0, 1.7, "ratio <= 1.6")
    assert "start" in bench.table([found])


def test_an_unknown_name_is_refused(capsys):
    import bench

    with pytest.raises(SystemExit) as end:
        bench.bench(["speed"])
    assert end.value.code == 2
    assert "start, ingest, query, stall" in capsys.readouterr().err
