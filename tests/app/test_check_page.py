from __future__ import annotations

import re

from hea_ui.check import alloy, look
from hea_ui.check.inputs import WORKED
from tests.app.pages import opened, shown


def checked(app):
    """The row numbers of the alloys in the table of a list."""
    table = shown(app).partition("id=checked")[2].partition("</table>")[0]
    return re.findall(r"<tr><td>(\d+)</td>", table)


def refused(app):
    """Row number and reason of the rows that cannot be checked."""
    table = shown(app).partition('aria-label="Rows that cannot be checked"')[2].partition("</table>")[0]
    return re.findall(r'<tr><td class="la-num">(\d+)</td>.*?<td class="la-wide">(.*?)</td>', table)


def test_nothing_asked_shows_an_example_already_drawn_and_others_that_work():
    app = opened("pages/Check.py")
    assert not app.exception
    assert f'data-formula="{WORKED}"' in shown(app)
    next(button for button in app.button if button.label == "Ti-6Al-4V").click().run()
    assert not app.exception
    assert not app.error
    assert 'data-formula="' in shown(app)


def test_a_link_gives_every_part_of_the_answer():
    app = opened("pages/Check.py", formula="Al0.6CoCrFeNi")
    assert not app.exception
    html = shown(app)
    for part in (
        "data-verdict=",
        "Nearest measured alloys",
        "Empirical rules",
        "Descriptors",
        "Comes back as",
        "Elements&#x27; price",
    ):
        assert part in html or part.replace("&#x27;", "'") in html
    assert [tab.label for tab in app.tabs] == list(alloy.TABS)
    assert "the probability most; this very composition was measured as multi-phase." in html


def test_a_bad_formula_is_the_core_s_sentence():
    app = opened("pages/Check.py", formula="FeXx")
    assert not app.exception
    assert "'Xx'" in app.error[0].value


def test_a_series_and_a_section_are_drawn():
    app = opened("pages/Check.py", formula="AlxCoCrFeNi, x=0:1:0.25")
    assert not app.exception
    assert "5 alloys, and" in shown(app)
    app = opened("pages/Check.py", ask="Ternary section")
    assert not app.exception
    assert "231 alloys" in shown(app)


def test_pasted_rows_answer_and_the_bad_one_is_listed_with_its_reason():
    app = opened("pages/Check.py", ask="Many alloys")
    app.text_area(key="many").set_value("formula\nCoCrFeMnNi\nFeXx\nTi-6Al-4V").run()
    assert not app.exception
    assert checked(app) == ["2", "4"]
    ((row, why),) = refused(app)
    assert row == "3"
    assert "&#x27;Xx&#x27;" in why
    assert why.endswith("for example Al0.3CoCrFeNi.")


def test_an_uploaded_file_lets_the_column_be_chosen():
    app = opened("pages/Check.py", ask="Many alloys")
    app.file_uploader(key="file").upload("a.csv", b"id,what,or\n1,CoCrFeMnNi,FeNi\n2,nothing,CoNi\n3,CrNi,TiV\n").run()
    assert not app.exception
    assert app.selectbox[0].value == "or"
    assert checked(app) == ["2", "3", "4"]
    app.selectbox[0].set_value("what").run()
    assert not app.exception
    assert checked(app) == ["2", "4"]
    assert "<td>TiV</td>" in shown(app)
    assert [row for row, _ in refused(app)] == ["3"]


def test_elements_as_columns_are_looked_at_first_and_the_unit_is_asked():
    app = opened("pages/Check.py", ask="Many alloys")
    app.file_uploader(key="file").upload("heats.csv", b"Heat,Ni,Cr,Fe\nH1,60,20,20\n").run()
    assert not app.exception
    assert not checked(app)
    assert "percentages without a unit" in shown(app)
    assert 'data-formula="Cr20Fe20Ni60"' in shown(app)
    app.segmented_control[1].set_value("wt.%").run()
    assert 'data-formula="Cr21.79Fe20.29Ni57.92"' in shown(app)
    app.button(key="check_them").click().run()
    assert not app.exception
    assert checked(app) == ["2"]
    assert "<td>H1</td><td>60</td>" in shown(app)
    app.segmented_control[1].set_value("at.%").run()
    assert not checked(app)  # another question: it is looked at again


def test_a_long_list_waits_for_the_word():
    app = opened("pages/Check.py", ask="Many alloys")
    app.text_area(key="many").set_value(
        "\n".join(f"Co{k % 90 + 1}Cr{k // 90 + 1}Ni" for k in range(look.AT_ONCE + 1))
    ).run()
    assert not app.exception
    assert not checked(app)
    app.button(key="check_them").click().run()
    assert not app.exception
    assert len(checked(app)) == 100
    assert f'{look.AT_ONCE + 1}</span><span class="la-name">checked' in shown(app)


def test_a_file_that_is_no_table_is_a_sentence():
    app = opened("pages/Check.py", ask="Many alloys")
    app.file_uploader(key="file").upload("a.xlsx", b"PK\x03\x04nothing").run()
    assert not app.exception
    assert "not a readable XLSX file" in app.error[0].value


def test_a_stopped_batch_shows_what_was_done_and_goes_on(monkeypatch):
    from hea_ui.check.many import Kept, ManyAsked, Work
    from hea_ui.server import table_work
    from hea_ui.server.table_work import Question

    monkeypatch.setattr(table_work, "PIECE", 1)
    text = "CoCrFeMnNi\nTi-6Al-4V\nFeXx"
    kept = Kept("", text.encode())
    table, count = kept.opened(None)
    work = Work(ManyAsked(kept, table, count, Question(kept.brought, None, table.column, "auto")), stopped=True)
    work.go_on()
    app = opened("pages/Check.py", ask="Many alloys")
    app.session_state["check_batch"] = work
    app.session_state["table"] = look.Held(look.source_of(text), kept, {None: (table, count)})
    app.text_area(key="many").set_value(text).run()
    assert not app.exception
    assert "Stopped: 1 of 3 rows are checked." in app.warning[0].value
    assert checked(app) == ["1"]
    app.button(key="go_on").click().run()
    assert not app.exception
    assert not app.warning
    assert (checked(app), [row for row, _ in refused(app)]) == (["1", "2"], ["3"])
    assert "Ti being the rest" in shown(app)


def test_a_large_table_is_opened_and_answered_in_the_worker(monkeypatch):
    from hea_ui.check import many

    asked = []
    monkeypatch.setattr(many, "_SMALL", 10)
    here = many.worker()
    monkeypatch.setattr(here, "ask", lambda function, *given: asked.append(function.__name__) or function(*given))
    app = opened("pages/Check.py", ask="Many alloys")
    asked.clear()
    app.text_area(key="many").set_value("CoCrFeMnNi\nFeXx\nTi-6Al-4V").run()
    assert not app.exception
    assert checked(app) == ["1", "3"]
    assert asked == ["first_rows", "answer_there", "summed_up"]


def test_a_long_list_is_shown_a_page_at_a_time():
    app = opened("pages/Check.py", ask="Many alloys")
    app.text_area(key="many").set_value("\n".join(f"Fe{k}Ni{200 - k}" for k in range(20, 150))).run()
    assert not app.exception
    assert checked(app) == [str(k) for k in range(1, 101)]
    app.session_state["page"] = 2
    app.run()
    assert checked(app) == [str(k) for k in range(101, 131)]


def test_a_section_counts_the_measured_alloys_in_it():
    app = opened("pages/Check.py", ask="Ternary section")
    assert "measured ones that lie in this section" in shown(app)


def test_a_file_is_there_after_another_view_until_it_is_put_away():
    app = opened("pages/Check.py", ask="Many alloys")
    app.file_uploader[0].set_value(("mine.csv", b"formula\nCoCrNi\n", "text/csv")).run()
    assert 'data-formula="CoCrNi"' in shown(app)
    for view in ("Ternary section", "Many alloys"):
        app.query_params["ask"] = view
        app.run()
    assert "mine.csv, as you gave it before" in shown(app)
    assert 'data-formula="CoCrNi"' in shown(app)
    app.query_params["many"] = "MoNbTaW"  # as the box asks
    app.run()
    assert 'data-formula="MoNbTaW"' in shown(app)
    del app.query_params["many"]
    app.run()
    app.button(key="file_away").click().run()
    assert 'data-formula="CoCrNi"' not in shown(app)
