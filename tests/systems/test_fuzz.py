"""The short form of `make fuzz`: whatever stands in a file, it ends in a drawing that can be written, or in a sentence."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from systems.formats import READERS, WRITERS, read_files
from tests.fuzz import files

WHOLE = files.whole_files()


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_spoilt_file_ends_in_a_drawing_or_in_a_sentence(name, data):
    content = data.draw(files.of(name, WHOLE[name]))
    found, drawing = read_files([("a file", content)], name)
    if drawing.problems:
        assert all(str(remark).startswith("a file") and remark.said for remark in drawing.problems)
        return
    assert found in READERS
    assert drawing.factors
    for end in WRITERS.keys() - {"pdf", "png"}:
        assert WRITERS[end](drawing)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(files.of_anything())
def test_anything_else_is_refused_with_a_sentence_or_is_a_map(content):
    _format, drawing = read_files([("a file", content)])
    assert drawing.problems or drawing.factors
