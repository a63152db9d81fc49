"""Every address of the place, from the URL configuration itself, so that none is forgotten."""

from collections.abc import Iterator
from types import SimpleNamespace

from django.urls import URLPattern, URLResolver, get_resolver, reverse

NOT_PAGES = {"learning:keep_draft", "service_worker"}


def all_names(resolver: URLResolver | None = None, namespace: str = "") -> Iterator[str]:
    """The full name of every URL pattern."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from all_names(pattern, inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield f"{namespace}{pattern.name}"


def addresses(w: SimpleNamespace) -> dict[str, list[str]]:
    """For each URL name its address(es) in the world `w`. KeyError names a pattern that nobody put here yet."""
    arguments: dict[str, list[list[object]]] = {
        "learning:discard_draft": [[w.draft.pk]],
        "learning:reflection": [[w.reflection.pk]],
        "learning:edit": [[w.reflection.pk]],
        "learning:history": [[w.reflection.pk]],
        "learning:mention": [[w.reflection.pk]],
        "learning:shared": [[w.share.pk], [w.shares[5].pk]],
        "learning:withdraw": [[w.share.pk]],
        "learning:reply": [[w.response.pk]],
        "learning:circle": [[w.group.slug], [w.charity.slug]],
        "learning:ask": [[w.group.slug]],
        "learning:circle_digests": [[w.group.slug]],
        "learning:digest": [[w.digest.pk]],
        "learning:name_thread": [[w.thread.pk]],
        "learning:factor": [[w.map.slug, w.factor.pk]],
        "learning:question": [[w.question.pk]],
        "learning:put": [[w.question.pk]],
        "learning:close": [[w.question.pk]],
        "relationships:people": [[w.charity.slug], [w.partnership.slug]],
        "relationships:about": [[w.charity.slug], [w.partnership.slug]],
        "relationships:invite": [[w.charity.slug], [w.partnership.slug]],
        "relationships:join_group": [[w.group.slug]],
        "relationships:withdraw_invitation": [[w.invitation.pk]],
        "relationships:change_role": [[w.membership.pk]],
        "relationships:leave": [[w.membership.pk]],
        "relationships:accept": [[w.token], ["not-a-token"]],
        "systems:map": [[w.map.slug]],
        "systems:table": [[w.map.slug]],
        "systems:loops": [[w.map.slug]],
        "systems:versions": [[w.map.slug]],
        "systems:export": [[w.map.slug, "json"]],
        "funders:partnership": [[w.partnership.slug]],
        "funders:plan_conversation": [[w.partnership.slug]],
        "funders:make_promise": [[w.partnership.slug]],
        "funders:make_agreement": [[w.partnership.slug]],
        "funders:conversation": [[w.conversation.pk], [w.next_conversation.pk]],
        "funders:cancel_conversation": [[w.next_conversation.pk]],
        "funders:close_promise": [[w.promise.pk]],
        "funders:funds": [[w.foundation.slug]],
        "funders:plan_payment": [[w.agreement.pk]],
        "funders:record_payment": [[w.payment.pk]],
        "funders:report": [[w.report.pk], [w.unfinished_report.pk]],
        "funders:compose_again": [[w.report.pk]],
        "funders:sign": [[w.report.pk]],
        "funders:download": [[w.report.pk, "pdf"]],
        "account_confirm_email": [["key"]],
        "account_reset_password_from_key": [["1", "set-password"]],
    }
    without = [[]]
    return {name: [reverse(name, args=each) for each in arguments.get(name, without)] for name in all_names()}
