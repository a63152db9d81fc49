"""A map where its circle meets it: at a thread, in the digest, beside a session; and the factor's way back to the thread."""

import pytest
from django.urls import reverse
from django.utils import timezone

from learning.actions import mention_factor
from learning.models import DigestThread, SenseMaking
from learning.queries.map_work import maps_beside
from systems.models import Change
from tests.world import a_world

pytestmark = pytest.mark.django_db


def test_a_thread_leads_to_its_factors_and_back_and_a_digest_and_a_session_say_what_changed(client):
    w = a_world()
    thread = DigestThread.objects.filter(digest__circle=w.partnership.pk).select_related("digest").first()
    Change.objects.filter(map=w.map).update(at=thread.digest.period_start)
    for share in thread.shares.all():
        mention_factor(by=share.reflection.author, reflection=share.reflection, factor=w.factor)
    client.force_login(w.lead)
    digest, factor = reverse("learning:digest", args=[thread.digest_id]), w.factor.get_absolute_url()
    said = client.get(digest).content.decode()
    assert said.count(f'href="{factor}"') == 2  # at the thread, and among what came up
    assert "What changed on the map" in said
    told = reverse("learning:factor_work", args=[w.map.slug, w.factor.pk])
    assert f"{digest}#threads" in client.get(told).content.decode()
    (beside,) = maps_beside(SenseMaking(circle_id=w.partnership.pk, begun_at=timezone.now()))
    assert (beside.changed, beside.map.some) == (True, ("Waiting",))
