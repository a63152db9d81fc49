"""The files of the look and the scripts, under names that change with them."""

from django.contrib.staticfiles.storage import HashedFilesMixin
from whitenoise.storage import CompressedManifestStaticFilesStorage

# Django's own (unknown to its stubs); its switch would read the scripts of libraries too, whose imports are not all there.
IMPORTS = HashedFilesMixin._js_module_import_aggregation_patterns[1]  # type: ignore[attr-defined]


class NamedByContent(CompressedManifestStaticFilesStorage):
    """Also what our scripts import from one another, so that no page runs half of one release and half of the next."""

    max_post_process_passes = 12
    """So deep may scripts import one another: those of a map go seven deep."""
    patterns = (*CompressedManifestStaticFilesStorage.patterns, ("js/*.js", IMPORTS))
