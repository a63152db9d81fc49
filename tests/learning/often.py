"""The platform's Celery application with a timetable of every second, for the test that kills its workers."""

from hls_platform.celery import app

for entry in app.conf.beat_schedule.values():
    entry["schedule"] = 1.0
