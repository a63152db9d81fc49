"""The files of the look and the scripts, under names that change with them."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class NamedByContent(CompressedManifestStaticFilesStorage):
    """Also what scripts import from one another, so that no page runs half of one release and half of the next."""

    support_js_module_import_aggregation = True
