"""What changed between two versions of a map."""

from hypothesis import given
from hypothesis import strategies as st

from systems.analysis.compare import Changes, compare
from systems.formats.drawing import Drawing, DrawnFactor, DrawnLink


def drawing(factors: dict[str, str], *links: str) -> Drawing:
    """`links` are written as "a+b", "a-b" or "a?b"."""
    return Drawing(
        factors={key: DrawnFactor(key=key, label=label) for key, label in factors.items()},
        links=[
            DrawnLink(source=link[0], target=link[2], polarity=link[1].replace("?", "")) for link in links
        ],
    )


BEFORE = drawing({"a": "Rent", "b": "Debt", "c": "Sleep"}, "a+b", "b-c", "c?a")


def test_each_kind_of_change_is_told_by_name():
    after = drawing({"a": "Rent", "b": "Owing money", "d": "Trust"}, "a-b", "d+a", "a+d", "a-d")
    assert compare(BEFORE, after) == Changes(
        factors_added=("Trust",),
        factors_removed=("Sleep",),
        factors_renamed=(("Debt", "Owing money"),),
        links_added=(("Rent", "Trust"), ("Trust", "Rent")),
        links_removed=(("Owing money", "Sleep"), ("Sleep", "Rent")),
        links_resigned=((("Rent", "Owing money"), ("+",), ("-",)),),
    )


def test_a_second_link_with_another_sign_is_a_change_of_direction_and_a_repeated_one_is_none():
    after = drawing({"a": "Rent", "b": "Debt", "c": "Sleep"}, "a+b", "a-b", "b-c", "b-c", "c?a")
    assert compare(BEFORE, after) == Changes(links_resigned=((("Rent", "Debt"), ("+",), ("+", "-")),))


LINKS = st.lists(st.tuples(*[st.sampled_from("abcd")] * 2, st.sampled_from("+-?")), max_size=12)
DRAWINGS = st.dictionaries(st.sampled_from("abcd"), st.sampled_from(["Rent", "Debt", "Sleep"])).flatmap(
    lambda factors: LINKS.map(
        lambda links: drawing(
            factors, *(a + sign + b for a, b, sign in links if a in factors and b in factors)
        )
    )
)


@given(DRAWINGS, DRAWINGS)
def test_back_is_the_opposite_of_forth_and_nothing_changes_without_a_difference(one, other):
    forth, back = compare(one, other), compare(other, one)
    assert not compare(one, one)
    assert forth.factors_added == back.factors_removed
    assert len(forth.links_added) == len(back.links_removed)
    assert {(new, old) for old, new in forth.factors_renamed} == set(back.factors_renamed)
    assert {(after, before) for _way, before, after in forth.links_resigned} == {
        (before, after) for _way, before, after in back.links_resigned
    }
