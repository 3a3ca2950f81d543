"""A screening on a disk that fills, with blocks that a crash damaged, beside another process: nothing lost, the same file in the end."""

from __future__ import annotations

import subprocess
import sys

import pytest

from hea_core.errors import RequestError
from hea_core.files import one_writer
from hea_core.screening import block as scoring
from hea_core.screening import block_store
from hea_core.screening.block_store import BlockStore, in_use, read_settings, rows_of
from hea_core.screening.request import Screen
from hea_core.screening.run import run
from hea_core.screening.space import Space
from tests.disks import damaged, disk, fill, make_larger, make_read_only

SPACE = Space(("Al", "Co", "Cr", "Fe", "Ni", "Ti"), step=5.0)


@pytest.fixture(scope="module", autouse=True)
def small_blocks():
    """Many blocks of little work."""
    patch = pytest.MonkeyPatch()
    patch.setattr("hea_core.screening.request._BLOCK", 2048)
    yield
    patch.undo()


@pytest.fixture(scope="module")
def screen(small_blocks):
    one = Screen(SPACE, top=500, by="-density")
    assert one.blocks >= 9
    return one


@pytest.fixture(scope="module")
def wanted(screen, tmp_path_factory):
    out = tmp_path_factory.mktemp("wanted") / "one.parquet"
    run(screen, out)
    return out.read_bytes()


def stopped_after(screen, out, blocks):
    """Run until some blocks are done."""
    seen = []
    run(screen, out, on_progress=seen.append, stopped=lambda: len(seen) >= blocks)


def blocks_of(out):
    return sorted((out.parent / (out.name + ".parts")).glob("0*.parquet"))


def test_no_room_at_the_start_is_a_sentence_and_leaves_nothing(screen, wanted, tmp_path):
    with disk(tmp_path / "disk", "100k") as small:
        fill(small)
        with pytest.raises(RequestError, match=r"No space left on device.*make room"):
            run(screen, small / "f.parquet")
        (small / "ballast").unlink()
        make_larger(small, "4m")
        assert run(screen, small / "f.parquet").scored == SPACE.size
        assert (small / "f.parquet").read_bytes() == wanted


def test_no_room_during_the_work_keeps_the_blocks_done(screen, wanted, tmp_path):
    with disk(tmp_path / "disk", "4m") as small:
        out = small / "f.parquet"
        seen = []

        def tell(progress):
            seen.append(progress)
            if len(seen) == 3:
                fill(small)

        with pytest.raises(RequestError, match=r"No space left.*goes on from the finished blocks"):
            run(screen, out, workers=1, on_progress=tell)
        assert len(blocks_of(out)) == 3
        assert not list(small.rglob("*.unfinished"))
        (small / "ballast").unlink()
        run(screen, out)
        assert out.read_bytes() == wanted


def test_no_room_at_the_last_write_keeps_all_blocks(screen, wanted, tmp_path, monkeypatch):
    with disk(tmp_path / "disk", "4m") as small:
        out = small / "f.parquet"
        merge = BlockStore.merge

        def on_a_full_disk(self, *args, **named):
            fill(small)
            return merge(self, *args, **named)

        monkeypatch.setattr(BlockStore, "merge", on_a_full_disk)
        with pytest.raises(RequestError, match="No space left"):
            run(screen, out)
        monkeypatch.undo()
        assert not out.exists()
        (small / "ballast").unlink()
        assert len(blocks_of(out)) == screen.blocks
        monkeypatch.setattr("hea_core.screening.run.score_block", lambda *_: pytest.fail("a block was scored twice"))
        run(screen, out)
        assert out.read_bytes() == wanted


def test_a_read_only_disk_is_a_sentence(screen, tmp_path):
    with disk(tmp_path / "disk", "1m") as small:
        make_read_only(small)
        with pytest.raises(RequestError, match="Read-only file system"):
            run(screen, small / "f.parquet")


def test_damaged_blocks_are_scored_again_and_no_others(screen, wanted, tmp_path, monkeypatch):
    out = tmp_path / "f.parquet"
    stopped_after(screen, out, screen.blocks - 1)
    kinds = damaged(b"a block of bytes")
    hurt = blocks_of(out)[: len(kinds)]
    assert len(hurt) == len(kinds) < screen.blocks - 1
    for block, kind in zip(hurt, kinds, strict=True):
        content = damaged(block.read_bytes())[kind]
        block.unlink()
        if content is not None:
            block.write_bytes(content)
    scored = []
    score = scoring.score_block
    monkeypatch.setattr(
        "hea_core.screening.run.score_block", lambda s, index: (scored.append(index), score(s, index))[1]
    )
    run(screen, out)
    assert len(scored) == len(kinds) + 1
    assert out.read_bytes() == wanted
    assert [path.name for path in tmp_path.iterdir()] == ["f.parquet"]


@pytest.mark.parametrize("text", ["", "{}"])
def test_settings_that_cannot_be_read_begin_anew(screen, wanted, tmp_path, text):
    out = tmp_path / "f.parquet"
    stopped_after(screen, out, 2)
    (tmp_path / "f.parquet.parts" / "settings.json").write_text(text)
    (tmp_path / "f.parquet.parts" / "000007.parquet.unfinished").write_text("half")
    run(screen, out)
    assert out.read_bytes() == wanted


def test_a_folder_of_something_else_is_left_alone(screen, tmp_path):
    folder = tmp_path / "f.parquet.parts"
    folder.mkdir()
    (folder / "thesis.tex").write_text("years of work")
    with pytest.raises(RequestError, match="in the way"):
        run(screen, tmp_path / "f.parquet")
    assert [path.name for path in folder.iterdir()] == ["thesis.tex"]


def test_a_cut_result_is_no_result(screen, wanted, tmp_path):
    out = tmp_path / "f.parquet"
    out.write_bytes(wanted)
    assert rows_of(out) == 500
    assert read_settings(out)["complete"]
    for content in damaged(wanted).values():
        if content is not None and content[-4:] != wanted[-4:]:
            out.write_bytes(content)
            with pytest.raises(RequestError, match="not the result of a screening"):
                rows_of(out)


HOLDER = """
import sys, time
from pathlib import Path
from hea_core.files import one_writer
held = one_writer.hold(Path(sys.argv[1]))
print(held is not None, flush=True)
time.sleep(60)
"""


def test_one_process_at_a_time_writes_a_file_and_a_killed_one_is_not_in_the_way(screen, wanted, tmp_path):
    out = tmp_path / "f.parquet"
    folder = tmp_path / "f.parquet.parts"
    folder.mkdir()
    other = subprocess.Popen([sys.executable, "-c", HOLDER, str(folder)], stdout=subprocess.PIPE, text=True)
    assert other.stdout.readline() == "True\n"
    assert in_use(out)
    with pytest.raises(RequestError, match="Another process writes"):
        run(screen, out)
    other.kill()
    other.wait()
    assert not in_use(out)
    run(screen, out)
    assert out.read_bytes() == wanted
    assert not in_use(out)


def test_a_lock_in_a_folder_that_was_removed_meanwhile_is_taken_anew(tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    first = one_writer.hold(folder)
    assert one_writer.hold(folder) is None
    (folder / one_writer.LOCK).unlink()
    second = one_writer.hold(folder)
    assert second is not None
    assert one_writer.held(folder)
    first.close()
    assert one_writer.held(folder)
    second.close()
    assert not one_writer.held(folder)


def test_blocks_are_on_the_disk_before_they_have_their_name(screen, tmp_path, monkeypatch):
    """A power cut after the rename must not leave an empty file: the content is flushed first."""
    events = []
    monkeypatch.setattr("hea_core.files.whole_files.os.fsync", lambda _: events.append("flushed"))
    replace = block_store.Path.replace
    monkeypatch.setattr("pathlib.Path.replace", lambda self, to: (events.append("named"), replace(self, to))[1])
    stopped_after(screen, tmp_path / "f.parquet", 1)
    assert len(events) >= 6
    assert set(zip(events[::2], events[1::2], strict=True)) == {("flushed", "named")}
