"""What moved on the map, in words, in a figure and by name."""

from __future__ import annotations

import numpy as np

from hea_core.design.map_change import MapChange
from hea_ui.lab import map_change_view as view

FOUND = MapChange(
    formula=("CoCrFeNi", "AlCoCrFeNi", "MoNbTaW"),
    z=np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 2.0]]),
    before=np.array([0.9, 0.2, 0.95]),
    after=np.array([0.91, 0.6, 0.8]),
    shift=np.array([0.1, 0.2, 0.3]),
    radius=2.0,
)


def test_the_sentence_counts_what_moved():
    said = view.sentence(FOUND)
    assert "Of 3 published alloys that both place, 2 move by 0.1 or more" in said
    assert "1 crosses one half" in said
    assert "10 % of the map's radius" in said


def test_what_rose_and_what_fell_stand_apart_with_both_numbers():
    rest, rose, fell = view.figure(FOUND).data
    assert [len(one.x) for one in (rest, rose, fell)] == [1, 1, 1]
    assert list(rose.customdata[0]) == ["AlCoCrFeNi", "0.20", "0.60"]
    assert rose.marker.symbol != fell.marker.symbol


def test_the_table_begins_with_what_moved_most_and_ends_where_nothing_did():
    html = view.most(FOUND)
    assert html.index('data-formula="AlCoCrFeNi"') < html.index('data-formula="MoNbTaW"')
    assert 'data-formula="CoCrFeNi"' not in html
