"""What is put together once in each language holds nothing of a page but the values it is given, and those each time."""

import re
from pathlib import Path

import pytest
from django.template import TemplateSyntaxError, engines
from django.utils.translation import override

from hls_platform.embedded import ROOT

BLOCK = re.compile(r"\{%\s*once\b(.*?)%\}(.*?)\{%\s*endonce\s*%\}", re.DOTALL)
NAMED = re.compile(r"\b(\w+)=")
SAID = re.compile(
    r"\{\{\s*(\w+)|\{%\s*(?:if|elif|for \w+ in|include)\s+(?:not\s+)?(\w+)|\{%\s*url\s+\"[\w:]+\"\s+(\w+)"
)


def said_by(words, *contexts):
    template = engines["django"].from_string(words)
    return [template.render(context) for context in contexts]


def test_values_are_put_in_anew_and_escaped():
    words = '{% once slug=circle.slug name=circle.name %}<a href="/{{ slug }}/">{{ name }}</a> {{ slug }}{% endonce %}'
    first, second = said_by(
        words,
        {"circle": {"slug": "tea", "name": "<Tea>"}},
        {"circle": {"slug": "bread", "name": "Bread & Co"}},
    )
    assert first == '<a href="/tea/">&lt;Tea&gt;</a> tea'
    assert second == '<a href="/bread/">Bread &amp; Co</a> bread'


def test_nothing_else_of_the_page_is_known_inside():
    words = "{% once %}{{ secret }}{% if secret %}there{% endif %}.{% endonce %}"
    assert said_by(words, {"secret": "Amina"}, {"secret": ""}) == [".", "."]


def test_a_value_that_reads_as_the_mark_of_another_stays_itself():
    mark = "00000000-0000-0000-0000-000000000001"
    words = "{% once a=a b=b %}{{ a }} {{ b }}{% endonce %}"
    assert said_by(words, {"a": mark, "b": "b"}) == [f"{mark} b"]


def test_an_address_is_made_with_a_value():
    words = '{% once slug=slug %}{% url "funders:partnership" slug %}{% endonce %}'
    assert said_by(words, {"slug": "one"}, {"slug": "two"}) == ["/partnerships/one/", "/partnerships/two/"]


def test_each_language_has_words_of_its_own():
    template = engines["django"].from_string(
        "{% once %}{% get_current_language as said %}{{ said }}{% endonce %}"
    )
    heard = []
    for language in ("en-gb", "cy", "en-gb"):
        with override(language):
            heard.append(template.render({}))
    assert heard == ["en-gb", "cy", "en-gb"]


@pytest.mark.parametrize("inside", ["once %}{% csrf_token %}", "once circle.slug %}"])
def test_what_it_cannot_hold_is_refused(inside):
    with pytest.raises(TemplateSyntaxError):
        engines["django"].from_string(f"{{% {inside}{{% endonce %}}")


def unknown(words):
    """The names that a block reads and is not given."""
    for values, inside in BLOCK.findall(words):
        set_inside = set(re.findall(r"\bas (\w+)\s*%\}", inside))
        read = {name for names in SAID.findall(inside) for name in names if name and name != "include"}
        yield from read - set(NAMED.findall(values)) - set_inside


def test_no_template_reads_inside_what_it_is_not_given():
    templates = sorted(Path(ROOT, "templates").rglob("*.html"))
    found = {path.name: names for path in templates if (names := set(unknown(path.read_text())))}
    assert found == {}
    assert sum("{% once" in path.read_text() for path in templates) > 10


def test_the_look_through_templates_finds_what_is_not_given():
    assert set(unknown('{% once slug=a.slug %}{{ slug }}{{ name }}{% url "x:y" id %}{% endonce %}')) == {
        "name",
        "id",
    }
