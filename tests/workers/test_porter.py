"""The porter: files out, files in, and one sentence where it can't."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from usage_tracker_gui.domain.carried import Export, ImportWish
from usage_tracker_gui.domain.file_kind import FileKind
from usage_tracker_gui.domain.report import Report, View
from usage_tracker_gui.simulator.clock import SimulatedClock
from usage_tracker_gui.tracking.reporting import Reporting
from usage_tracker_gui.tracking.workspace import Workspace
from usage_tracker_gui.workers.porter import Porter

LINES = "at,service,model,input_tokens,cost_usd,id\n2026-11-24T10:00Z,groq,llama-4,12,0.5,a\nsoon,groq,x,1,1,b\n"


@pytest.fixture
def porter(workspace: Workspace, clock: SimulatedClock) -> Porter:
    return Porter(workspace, clock.now)


@pytest.fixture
def report(workspace: Workspace, clock: SimulatedClock) -> Report:
    with workspace.open_store() as store:
        return Reporting(store, workspace.prices()).report(View(), clock.now())


def test_a_folder_that_is_not_there_is_one_sentence(
    porter: Porter, report: Report, tmp_path: Path, qtbot: QtBot
) -> None:
    file = tmp_path / "nowhere" / "usage.csv"
    with qtbot.waitSignal(porter.failed) as told:
        porter.export(Export(FileKind.CSV, str(file), report, report.usage))
    assert told.args[0].startswith(f"{file} can't be written (No such file")


@pytest.mark.parametrize("kind", [FileKind.CSV, FileKind.JSON, FileKind.HTML])
def test_each_kind_of_file_is_written(
    porter: Porter, report: Report, tmp_path: Path, qtbot: QtBot, kind: FileKind
) -> None:
    file = tmp_path / f"usage.{kind.value}"
    with qtbot.waitSignal(porter.exported):
        porter.export(Export(kind, str(file), report, report.usage))
    assert file.read_text(encoding="utf-8")


def test_a_look_keeps_nothing_and_an_import_once(
    porter: Porter, workspace: Workspace, tmp_path: Path, qtbot: QtBot
) -> None:
    file = tmp_path / "mine.csv"
    file.write_text(LINES)
    with qtbot.waitSignal(porter.previewed) as seen:
        porter.look_into(ImportWish(str(file)))
    preview = seen.args[0]
    assert (preview.read, preview.added, preview.rejected_count) == (2, 1, 1)
    assert preview.rejected[0][0] == 3
    with workspace.open_store() as store:
        assert store.account("groq") is None
    for added, unchanged in ((1, 0), (0, 1)):
        with qtbot.waitSignal(porter.imported) as done:
            porter.carry_in(ImportWish(str(file)))
        assert (done.args[0].added, done.args[0].unchanged) == (added, unchanged)


def test_a_file_without_a_time_says_what_it_lacks(porter: Porter, tmp_path: Path, qtbot: QtBot) -> None:
    file = tmp_path / "mine.csv"
    file.write_text("Vendor,Model,Cost\ngroq,x,1\n")
    with qtbot.waitSignal(porter.previewed) as seen:
        porter.look_into(ImportWish(str(file)))
    assert seen.args[0].missing == ("at",)


def test_a_file_that_is_gone_is_one_sentence(porter: Porter, tmp_path: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(porter.failed) as told:
        porter.look_into(ImportWish(str(tmp_path / "gone.csv")))
    assert told.args[0].endswith("gone.csv can't be read: No such file or directory.")
