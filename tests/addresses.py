"""Every address of the place, from the URL configuration itself, so that none is forgotten."""

from collections.abc import Iterator
from types import SimpleNamespace

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from hls_platform.one_touch import KINDS

NOT_PAGES = {
    "learning:keep_draft", "learning:arrive", "learning:kept_here", "learning:from_elsewhere",
    "learning:session_state", "systems:state", "systems:changes", "stream", "service_worker", "manifest",
}  # fmt: skip


def all_names(resolver: URLResolver | None = None, namespace: str = "") -> Iterator[str]:
    """The full name of every URL pattern."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from all_names(pattern, inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield f"{namespace}{pattern.name}"


def api_things(w: SimpleNamespace) -> dict[str, object]:
    """For each noun of the API one of it in the world `w`."""
    return {
        "adaptation": w.adaptation,
        "agreement": w.agreement,
        "attachment": w.attachment,
        "circle": w.circle,
        "conversation": w.conversation,
        "cycle": w.cycle,
        "delivery": w.delivery,
        "digest": w.digest,
        "entry": w.entry,
        "draft": w.draft,
        "experiment": w.experiment,
        "factor": w.factor,
        "fund": w.fund,
        "insight": w.insight,
        "invitation": w.invitation,
        "link": w.link,
        "nudge": w.nudge,
        "map": w.map,
        "measure": w.measure,
        "membership": w.membership,
        "observation": w.observation,
        "obstacle": w.obstacle,
        "offer": w.offer,
        "talk": w.talk,
        "talk-line": w.line,
        "organisation": w.charity,
        "partnership": w.partnership,
        "payment": w.payment,
        "peer-group": w.group,
        "person": w.person,
        "note": w.note,
        "group-of-notes": w.note_group,
        "promise": w.promise,
        "prompt-set": w.prompts,
        "question": w.question,
        "reflection": w.reflection,
        "report": w.report,
        "response": w.response,
        "share": w.share,
        "sense-making": w.session,
        "session": SimpleNamespace(pk=1),
        "shared": w.shares[5],
        "sign-in-rule": w.charity,
        "snapshot": w.snapshot,
        "step": w.cycle_step,
        "subscription": w.subscription,
        "theme": w.theme,
        "thread": w.thread,
        "understanding": w.understanding,
    }


def api_arguments(w: SimpleNamespace) -> dict[str, list[list[object]]]:
    """The arguments of every address of the API that names one thing."""
    found: dict[str, list[list[object]]] = {"api:noun": [["promises"], ["shared"]]}
    files: dict[str, list[list[object]]] = {
        "attachment": [[]],
        "shared": [[1]],
        "map": [["json"], ["links.csv"]],
        "report": [["csv"], ["html"]],
    }
    nouns = api_things(w)
    for noun, thing in nouns.items():
        for name in all_names():
            verb = name.removeprefix(f"api:{noun}-")
            of_another = any(
                name.startswith(f"api:{other}-") for other in nouns if other.startswith(f"{noun}-")
            )
            if verb != name and verb != "list" and not of_another:
                more = files[noun] if verb == "file" else [[]]
                found[name] = [[thing.pk, *each] for each in more]  # type: ignore[attr-defined]
    return found


def addresses(w: SimpleNamespace) -> dict[str, list[str]]:
    """For each URL name its address(es) in the world `w`. KeyError names a pattern that nobody put here yet."""
    arguments: dict[str, list[list[object]]] = {
        "relationships:offer": [[w.offer.pk]],
        "relationships:take_down_offer": [[w.offer.pk]],
        "relationships:talk": [[w.talk.pk]],
        "relationships:begin_talk": [[w.talk.pk]],
        "relationships:end_talk": [[w.talk.pk]],
        "learning:discard_draft": [[w.draft.pk]],
        "learning:stop_nudge": [[w.nudge.pk]],
        "stop": [[KINDS["nudge"].link(w.nudge.person_id, str(w.nudge.pk)).split("/")[-2]]],
        "learning:reflection": [[w.reflection.pk]],
        "learning:edit": [[w.reflection.pk]],
        "learning:history": [[w.reflection.pk]],
        "learning:attach": [[w.reflection.pk]],
        "learning:file": [[w.attachment.pk]],
        "learning:take_off": [[w.attachment.pk]],
        "learning:like_mine": [[w.reflection.pk]],
        "learning:like_shared": [[w.share.pk], [w.shares[5].pk]],
        "learning:mention": [[w.reflection.pk]],
        "learning:shared": [[w.share.pk], [w.shares[5].pk]],
        "learning:shared_file": [[w.share.pk, 1]],
        "learning:withdraw": [[w.share.pk]],
        "learning:reply": [[w.response.pk]],
        "learning:circle": [[w.group.slug], [w.charity.slug]],
        "learning:ask": [[w.group.slug]],
        "learning:hand_on": [[w.ended.slug]],
        "learning:circle_prompts": [[w.charity.slug]],
        "learning:change_prompts": [[w.prompts.pk]],
        "learning:retire_prompts": [[w.prompts.pk]],
        "learning:begin_session": [[w.group.slug]],
        "learning:session": [[w.session.pk], [w.minuted.pk], [w.kept_session.pk]],
        "learning:session_state": [[w.session.pk]],
        "learning:lead_session": [[w.session.pk]],
        "learning:write_note": [[w.session.pk]],
        "learning:move_note": [[w.session.pk]],
        "learning:make_group": [[w.session.pk]],
        "learning:ask_next": [[w.session.pk]],
        "learning:conclude": [[w.session.pk]],
        "learning:adapt": [[w.session.pk]],
        "learning:write_minute": [[w.session.pk]],
        "learning:name_group": [[w.note_group.pk]],
        "learning:take_back_note": [[w.note.pk]],
        "stream": [["together", w.session.pk]],
        "learning:circle_digests": [[w.group.slug]],
        "learning:digest": [[w.digest.pk]],
        "learning:digest_sections": [[w.charity.slug], [w.partnership.slug]],
        "learning:my_digest": [[w.delivery.pk]],
        "learning:digest_feed": [[w.feed], ["not-a-feed"]],
        "learning:name_thread": [[w.thread.pk]],
        "learning:refuse_thread": [[w.thread.pk]],
        "learning:circle_themes": [[w.group.slug]],
        "learning:theme": [[w.theme.pk]],
        "learning:rename_theme": [[w.theme.pk]],
        "learning:join_theme": [[w.theme.pk]],
        "learning:split_theme": [[w.theme.pk]],
        "learning:put_under_theme": [[w.share.pk]],
        "learning:factor": [[w.map.slug, w.factor.pk]],
        "learning:timeline": [[w.group.slug], [w.partnership.slug]],
        "learning:begin_cycle": [[w.group.slug]],
        "learning:begin_experiment": [[w.group.slug]],
        "learning:keep_measure": [[w.group.slug]],
        "learning:cycle": [[w.cycle.pk]],
        "learning:describe_cycle": [[w.cycle.pk]],
        "learning:move_cycle": [[w.cycle.pk]],
        "learning:nest_cycle": [[w.cycle.pk]],
        "learning:raise_obstacle": [[w.cycle.pk]],
        "learning:experiment": [[w.experiment.pk]],
        "learning:describe_experiment": [[w.experiment.pk]],
        "learning:end_experiment": [[w.experiment.pk]],
        "learning:measure": [[w.measure.pk]],
        "learning:describe_measure": [[w.measure.pk]],
        "learning:bring_observations": [[w.measure.pk]],
        "learning:put_measure_away": [[w.measure.pk]],
        "learning:correct_observation": [[w.observation.pk]],
        "learning:question": [[w.question.pk]],
        "learning:insights": [[w.group.slug]],
        "learning:write_insight": [[w.group.slug]],
        "learning:insight": [[w.insight.pk]],
        "learning:supersede": [[w.insight.pk]],
        "learning:take_back_voice": [[w.insight.pk]],
        "learning:adaptations": [[w.group.slug]],
        "learning:begin_adaptation": [[w.group.slug]],
        "learning:adaptation": [[w.adaptation.pk]],
        "learning:change_adaptation": [[w.adaptation.pk]],
        "learning:end_adaptation": [[w.adaptation.pk]],
        "learning:put": [[w.question.pk]],
        "learning:close": [[w.question.pk]],
        "relationships:people": [[w.charity.slug], [w.partnership.slug]],
        "relationships:about": [[w.charity.slug], [w.partnership.slug]],
        "relationships:stay": [[w.charity.slug], [w.partnership.slug]],
        "relationships:end": [[w.charity.slug], [w.partnership.slug]],
        "relationships:invite": [[w.charity.slug], [w.partnership.slug]],
        "relationships:join_group": [[w.group.slug]],
        "relationships:withdraw_invitation": [[w.invitation.pk]],
        "relationships:change_role": [[w.membership.pk]],
        "relationships:resume_webhook": [[w.subscription.pk]],
        "relationships:end_webhook": [[w.subscription.pk]],
        "relationships:revoke_token": [[w.api_token.pk]],
        "relationships:leave": [[w.membership.pk]],
        "relationships:accept": [[w.token], ["not-a-token"]],
        "systems:map": [[w.map.slug]],
        "systems:state": [[w.map.slug]],
        "systems:changes": [[w.map.slug]],
        "systems:presence": [[w.map.slug]],
        "systems:history": [[w.map.slug]],
        "systems:film": [[w.map.slug]],
        "systems:guests": [[w.map.slug]],
        "systems:allow_guests": [[w.map.slug]],
        "systems:revoke_guest_link": [[w.guest_link.pk]],
        "systems:come_as_guest": [[w.guest_token], ["not-a-token"]],
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
        "relationships:sign_in_rule": [[w.charity.slug], [w.foundation.slug]],
        "relationships:administration_person": [[w.worker.pk]],
        "relationships:ask_to_read": [[w.group.pk]],
        "relationships:answer_glass": [[w.glass.pk]],
        "relationships:opened": [[w.group.slug]],
        "learning:through_glass": [[w.glass.pk]],
        "relationships:sign_out_there": [[1]],
        "account_confirm_email": [["key"]],
        "mfa_edit_webauthn": [[1]],
        "mfa_remove_webauthn": [[1]],
        "openid_connect_login": [["nowhere"]],
        "openid_connect_callback": [["nowhere"]],
        "account_reset_password_from_key": [["1", "set-password"]],
    }
    arguments |= api_arguments(w)
    without = [[]]
    found = {
        name: [reverse(name, args=each) for each in arguments.get(name, without)] for name in all_names()
    }
    for name in ("learning:search", "api:search"):
        found[name] += [f"{reverse(name)}?q={words}" for words in looked_for(w)]
    del found["api:search"][0]  # without words it is refused
    return found


def looked_for(w: SimpleNamespace) -> list[str]:
    """What is searched for in the world `w`: a word that stands there often, and a slip of it."""
    word = getattr(w, "word", "door")
    return [word, f"{word[1]}{word[0]}{word[2:]}"]
