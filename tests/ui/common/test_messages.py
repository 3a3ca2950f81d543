"""No text of a user, of a file or of an exception reaches an element that reads Markdown but through `literal`."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from hea_core.errors import FormulaError
from hea_ui.common import messages
from hea_ui.common.messages import literal
from tests import ROOT

SOURCES = sorted([ROOT / "app.py", *ROOT.glob("pages/*.py"), *ROOT.glob("hea_ui/**/*.py")])
BOXES = {"error", "warning", "info", "success", "exception", "toast"}
"""Only hea_ui.common.messages calls these of Streamlit."""
READ_MARKDOWN = BOXES | {
    *(
        "write",
        "markdown",
        "caption",
        "title",
        "header",
        "subheader",
        "metric",
        "table",
        "badge",
        "progress",
        "spinner",
    ),
    *("button", "download_button", "link_button", "page_link", "menu_button", "expander", "tabs", "popover", "dialog"),
    *(
        "checkbox",
        "radio",
        "pills",
        "segmented_control",
        "toggle",
        "selectbox",
        "multiselect",
        "slider",
        "select_slider",
    ),
    *("text_input", "text_area", "number_input", "file_uploader", "status"),
}
OWN = {path.stem for path in SOURCES}
OWN |= {f"{path.parent.name}_{path.stem}" for path in SOURCES}  # as one page imports the `markup` of its own folder
"""Modules of the interface: their functions of the same names are looked at where they call Streamlit."""
TEXTS = {"label", "body", "text", "help", "caption", "captions"}
FIXED = {
    ("check/inputs.py", "example"): "one of EXAMPLES",
    ("check/look.py", "label"): "one of three constants",
    **{("shell/text_or_file.py", name): "of ask, whose callers give constants" for name in ("label", "about_file")},
    ("map/inputs.py", "heading"): "one of two constants",
    ("common/drawing.py", "label"): "of download, whose callers are looked at",
    ("map/inputs.py", "label"): "of a tuple of constants",
    ("screen/result_view.py", "label"): "of a tuple of constants",
    ("shell/page.py", "page.name"): "one of PAGES",
    ("shell/page.py", "page.file"): "one of PAGES",
    ("lab/grid_view.py", "kind.upper()"): "of a tuple of constants",
    ("common/documents.py", "shown"): "a table, every cell of it literal",
    ("screen/views.py", "screen_markup.progress(job, ahead)"): "counts and fixed words",
    ("screen/views.py", "ahead"): "of that call, a count",
    ("screen/inputs.py", "_label(job, name == shown)"): "one of five constants",
}
"""What the rule below cannot see to be fixed text, and why it is."""


def _place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix().removeprefix("hea_ui/")


def is_fixed(node: ast.expr) -> bool:
    """Whether an expression is text of the program, or went through `literal`."""
    match node:
        case ast.Constant():
            return True
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name.isupper()
        case ast.Subscript(value=value):
            return is_fixed(value)
        case ast.IfExp(body=body, orelse=other):
            return is_fixed(body) and is_fixed(other)
        case ast.BinOp(left=left, right=right):
            return is_fixed(left) and is_fixed(right)
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            # counted: a number and a noun of the program; others: how many answers wait, in fixed words
            return name in {"literal", "len", "others"} or (name == "counted" and is_fixed(node.args[1]))
        case ast.JoinedStr(values=values):
            return all(is_fixed(part) for part in values)
        case ast.FormattedValue(value=value, format_spec=spec):
            return is_fixed(value) or (spec is not None and ast.unparse(spec).strip("f'\"") in {",", "g", ".1f"})
    return False


def calls(path: Path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(func=ast.Attribute(value=value, attr=name)) if name in READ_MARKDOWN:
                yield node, name, ast.unparse(value)
            case ast.Call(func=ast.Name(id="download")):  # of hea_ui.common.drawing
                yield node, "download", ""


@pytest.mark.parametrize("path", SOURCES, ids=_place)
def test_markdown_is_fixed_text_or_literal(path):
    if path.name == "messages.py":
        return
    for node, name, receiver in calls(path):
        if receiver in OWN or (name == "write" and receiver != "st"):
            continue
        assert not (receiver == "st" and name in BOXES), (
            f"{_place(path)}:{node.lineno} goes past hea_ui.common.messages"
        )
        said = node.args[1:2] if name == "progress" else node.args[:1]
        for text in [*said, *(keyword.value for keyword in node.keywords if keyword.arg in TEXTS)]:
            known = (_place(path), ast.unparse(text)) in FIXED or isinstance(text, ast.Starred)
            assert known or is_fixed(text), f"{_place(path)}:{node.lineno}: {ast.unparse(text)} may hold foreign text"


def test_the_rule_sees_what_it_must():
    bad = ["st.error(str(error))", "f'no {name}'", "str(error)", "'a' + name", "text.upper()"]
    assert not any(is_fixed(ast.parse(code, mode="eval").body) for code in bad[1:])
    good = ["'a'", "f'{len(rows):,} rows'", "messages.literal(name)", "HELP", "WORDS[key]"]
    assert all(is_fixed(ast.parse(code, mode="eval").body) for code in good)


def test_plain_sentences_stay_as_they_are():
    """So that they can be searched for and copied."""
    for text in (
        "'Fex' is no element, for example CoCrFeMnNi.",
        "top is 0: give 1 to 1000000 (single-phase, 0.5 at.%).",
        "probability>0.9 and max_elements 4; 50 % of x/y!",
        "take probability>=0.9 or low!=high",
    ):
        assert literal(text) == text


def test_what_acts_is_broken_up():
    assert literal("![a](http://h/i)") == r"!\[a\](http:" + "\u2060" + "//h/i)"
    assert "www.h" not in literal("www.h.example")
    assert literal("a\n\n# b\n* c") == r"a # b \* c"
    assert literal("<img src=x>").startswith(r"\<")
    assert literal("1. x") == r"1\. x"


@pytest.mark.parametrize("arrow", ["->", "<-", "<->", "--", ">=", "<=", "~="])
def test_an_arrow_between_blanks_is_broken_up(arrow):
    """Streamlit draws another sign in its place there, and only there."""
    assert arrow not in literal(f"a {arrow} b").replace("\\", "")


def test_the_boxes_show_an_exception_literally():
    from streamlit.testing.v1 import AppTest

    def page():
        from hea_core.errors import FormulaError
        from hea_ui.common import messages

        messages.error(FormulaError("'![a](http://other.example/i)' is no element"))
        messages.warning("*w*", width=300)
        messages.info("[i](http://other.example)")
        messages.header("$x$")

    app = AppTest.from_function(page).run()
    assert not app.exception
    shown = [box.value for box in (*app.error, *app.warning, *app.info, *app.header)]
    assert shown == [
        literal("'![a](http://other.example/i)' is no element"),
        r"\*w\*",
        literal("[i](http://other.example)"),
        r"\$x\$",
    ]


def test_an_exception_is_said_as_its_sentence():
    assert literal(FormulaError("one sentence")) == "one sentence"
    assert messages.literal(3) == "3"
