"""The Celery application and its timetable. One of the two places that know all four apps."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hls_platform.settings")

app = Celery("hls_platform")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "build digests whose period has ended": {
        "task": "learning.build_due_digests",
        "schedule": crontab(minute="*/10"),
    },
    "deliver digests that wait": {
        "task": "learning.deliver_waiting_digests",
        "schedule": crontab(minute="*/5"),
    },
    "send the events that webhooks wait for": {"task": "relationships.send_events", "schedule": 15.0},
    "do the errands that wait": {"task": "hls_platform.do_waiting_errands", "schedule": crontab(minute="*")},
    "forget what the API keeps for a day": {
        "task": "hls_platform.forget_answers",
        "schedule": crontab(minute=17),
    },
    "deliver letters that wait": {
        "task": "relationships.deliver_letters",
        "schedule": crontab(minute="2-59/5"),
    },
    "send nudges whose moment has come": {"task": "learning.send_nudges", "schedule": crontab(minute="*")},
    "forget files of notes that were left": {
        "task": "learning.forget_files",
        "schedule": crontab(minute=23),
    },
    "forget files of grants that were left": {
        "task": "funders.forget_grant_files",
        "schedule": crontab(minute=29),
    },
    "give back words whose time is over": {
        "task": "learning.mind_returns",
        "schedule": crontab(minute=41),
    },
    "forget files that belong to nobody": {
        "task": "learning.forget_lost_files",
        "schedule": crontab(hour=3, minute=23),
    },
    "forget what came from devices long ago": {
        "task": "learning.forget_arrivals",
        "schedule": crontab(minute=23, hour=3),
    },
    "forget links to addresses that are over": {
        "task": "relationships.forget_address_links",
        "schedule": crontab(minute=29),
    },
    "forget first words whose time is over": {
        "task": "funders.forget_openings",
        "schedule": crontab(minute=47, hour=3),
    },
    "seal what was done": {"task": "hls_platform.seal_audit", "schedule": 20.0},
    "end readings behind broken glass": {
        "task": "relationships.mind_glasses",
        "schedule": crontab(minute="*"),
    },
    "end what supported people agreed to until today": {
        "task": "relationships.mind_companions",
        "schedule": crontab(minute=7),
    },
    "plan conversations of a rhythm and remind of promises": {
        "task": "relationships.mind_partnerships",
        "schedule": crontab(minute=11),
    },
    "make downloads and finish erasures that wait": {
        "task": "relationships.mind_rights",
        "schedule": crontab(minute="*/5"),
    },
    "compose reports that wait": {"task": "funders.compose_waiting_reports", "schedule": crontab(minute="*")},
}
