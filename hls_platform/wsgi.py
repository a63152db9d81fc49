"""The WSGI door, for servers that speak it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hls_platform.settings")
application = get_wsgi_application()
