"""What the type checker needs of models, and tells of in one order of reading the files and not in another."""

from collections import Counter

from django.apps import apps


def test_no_two_querysets_share_a_name():
    """It knows the manager made of a queryset by that name alone, and would take one for the other."""
    of_all = {type(manager.get_queryset()) for model in apps.get_models() for manager in model._meta.managers}
    ours = {each for each in of_all if not each.__module__.startswith("django.")}
    names = Counter(each.__name__ for each in ours)
    assert len(ours) > 50
    assert [name for name, count in names.items() if count > 1] == []
