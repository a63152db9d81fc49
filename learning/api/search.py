"""Finding again."""

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from hls_platform.api.fields import Day, Filters
from hls_platform.api.resources import Resource
from hls_platform.api.throttles import PerPerson, Searching
from hls_platform.web.paging import Page
from learning.finding.asked import MOST_LETTERS
from learning.finding.nouns import NOUNS
from learning.queries import search


class HitShown(serializers.Serializer):
    noun = serializers.CharField(help_text="What kind of thing it is, as `kind` filters them.")
    id = serializers.UUIDField()
    url = serializers.CharField(help_text="Its page.")
    title = serializers.CharField(help_text="What it is called, where it has a name; as HTML, escaped.")
    said = serializers.CharField(
        help_text="Its words around those that were asked for, which stand in `<mark>`; as HTML, escaped."
    )
    what = serializers.CharField(help_text="What it is, in words.")
    by = serializers.CharField(help_text="Who said it, as they consented; empty where that is not told.")
    day = serializers.DateField()
    circle = serializers.CharField(help_text="The name of its circle; empty for what is yours alone.")


class SearchFilters(Filters):
    q = serializers.CharField(max_length=MOST_LETTERS, help_text="The words to look for.")
    kind = serializers.ChoiceField([noun.name for noun in NOUNS], required=False)
    circle = serializers.UUIDField(required=False)
    since = Day(required=False)
    until = Day(required=False)


class Search(Resource):
    """Everything you may see that has the words you ask for, the best matches first. How many there are is not told."""

    shown = HitShown
    filters = SearchFilters
    throttle_classes = (PerPerson, Searching)

    def list(self, request: Request) -> Response:
        """A stretch of what was found, and the address of the next."""
        asked = self.asked(SearchFilters).validated_data
        after, size, words = asked.pop("after", None), asked.pop("size"), asked.pop("q")
        found = search.search(self.person, search.Asking(words, **asked), after, size)
        return self.stretch(Page(found.hits, found.next_after))
