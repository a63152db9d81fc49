"""The page of licences names what is locked, and nothing else."""

from tests.licences import listed, wanted


def test_every_locked_package_stands_on_the_page_and_no_other():
    page = listed()
    assert {
        title: {name: at for name, (at, _licence) in rows.items()} for title, rows in page.items()
    } == wanted()
    assert len(page["Python, in a running place"]) > 50
    assert len(page["In the browser"]) > 2
    assert all(
        licence.strip() and licence != "not said" for rows in page.values() for _at, licence in rows.values()
    )
