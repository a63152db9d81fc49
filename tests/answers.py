"""What each person of the small world is answered at each of its addresses: the page, or that nothing is there.

Said by hand from docs/use.md ("Who sees what"), so that a page lost to those it is for is noticed.
"""

NOBODY = frozenset[str]()
ALL_IN = frozenset({"worker", "lead", "funder", "administrator", "outsider"})
PARTNERS = frozenset({"worker", "lead", "funder"})
CHARITY = frozenset({"worker", "lead", "administrator"})
GROUP = frozenset({"worker", "lead"})
ALONE = frozenset({"worker"})
ADMINISTRATOR = frozenset({"administrator"})
FUNDER = frozenset({"funder"})
APPLICANT = ADMINISTRATOR
"""Who wrote first words to the funder."""

ANYBODY = frozenset(
    {
        "outbox",
        "components",
        "offline",
        "service_worker",
        "manifest",
        "live",
        "ready",
        "metrics",
        "stop",
        "relationships:robots",
        "relationships:community",
        "relationships:listing",
        "relationships:public_offers",
        "relationships:courage",
        "relationships:events",
        "relationships:events_calendar",
        "relationships:event",
        "relationships:event_calendar",
        "relationships:say_concern",
        "learning:pieces",
        "systems:published_maps",
        "systems:published",
        "systems:embedded",
        "systems:published_file",
        "learning:pieces_feed",
        "learning:piece",
        "funders:is_genuine",
        "api:docs",
        "funders:report_schema",
        "api:noun",
        "funders:published",
        "funders:published_file",
        "funders:open_funds",
        "funders:fund",
        "funders:begin_words",
        "funders:link_sent",
    }
)
"""For those who have not signed in, too."""
ONLY_POSTED = frozenset(
    {
        "learning:keep_draft", "learning:arrive", "learning:discard_draft", "learning:withdraw", "learning:reply", "learning:name_thread",
        "learning:put", "learning:close", "learning:take_back_voice", "relationships:join_group", "relationships:withdraw_invitation",
        "learning:take_off", "learning:retire_prompts", "learning:refuse_thread", "learning:rename_theme", "learning:join_theme",
        "learning:match", "learning:leave_file", "learning:stop_nudge", "learning:reply_address",
        "relationships:change_role", "learning:make_feed", "learning:end_feed", "relationships:revoke_token",
        "learning:put_measure_away", "relationships:resume_webhook", "relationships:end_webhook", "funders:remove_place", "funders:unpublish", "funders:take_grants_away", "funders:bring_the_valid_in",
        "funders:leave_grant_file", "funders:review_trustees_page", "funders:leave_out_for_trustees", "funders:record_payment", "funders:compose_again", "funders:sign", "funders:choose_item", "funders:end_auditor_link", "funders:cancel_conversation", "funders:accept_handover", "funders:take_back_handover",
        "relationships:end_calendar",
        "funders:cancel_talk",
        "funders:approve_payment", "funders:agree", "funders:take_back_terms", "funders:let_go_of_target", "learning:lead_session", "learning:write_note", "learning:move_note",
        "learning:make_group", "learning:ask_next", "learning:write_minute", "learning:name_group", "learning:take_back_note",
        "learning:conclude", "learning:adapt", "relationships:sign_out_there", "relationships:sign_out_elsewhere", "relationships:answer_glass",
        "relationships:hand_in_trust", "relationships:take_back_trust", "relationships:take_worker_off", "relationships:give_key",
        "relationships:take_down_listing", "relationships:call_off_event", "relationships:close_concern",
        "relationships:confirm_address", "learning:add_quote", "learning:ask_for_piece", "learning:withdraw_piece",
        "learning:take_out_quote",
        "learning:untie", "learning:take_back_reason", "systems:restore", "systems:withdraw_publication",
        "systems:table_choose", "systems:table_undo", "systems:table_link_off", "systems:table_factor_off", "systems:take_view_away",
        "systems:take_actor_off", "systems:leave_factor",
        "relationships:take_down_offer", "relationships:begin_talk", "relationships:end_talk",
    }
)  # fmt: skip
"""They take what is posted and show nothing."""
READERS: dict[str, tuple[frozenset[str], ...]] = {
    "relationships:circles": (ALL_IN,),
    "relationships:begin": (ALL_IN,),
    "relationships:found": (ADMINISTRATOR,),
    "relationships:people": (CHARITY, PARTNERS),
    "relationships:about": (frozenset({"lead"}), frozenset({"lead", "funder"})),
    "relationships:invite": (frozenset({"lead"}), frozenset({"lead", "funder"})),
    "relationships:stay": (frozenset({"lead"}), frozenset({"lead", "funder"})),
    "relationships:end": (frozenset({"lead"}), frozenset({"lead", "funder"})),
    "relationships:leave": (ALONE,),
    "relationships:me": (ALL_IN,),
    "relationships:sessions": (ALL_IN,),
    "relationships:trail": (ALL_IN,),
    "relationships:calendar": (ALL_IN,),
    "relationships:tokens": (ALL_IN,),
    "relationships:trust": (PARTNERS,),
    "relationships:trust_round": (PARTNERS, PARTNERS),
    "relationships:companions": (ALL_IN,),
    "relationships:keep_companion": (ALL_IN,),
    **dict.fromkeys(
        (
            "relationships:companion",
            "relationships:correct_companion",
            "relationships:consent_of_companion",
            "relationships:copy_of_companion",
            "relationships:end_companion",
        ),
        (ALONE,),
    ),
    "relationships:offers": (ALL_IN,),
    "relationships:start_group": (ALL_IN,),
    "relationships:list_group": (ALONE,),
    "relationships:change_listing": (ALONE,),
    "relationships:ask_to_join": (frozenset({"worker", "administrator", "outsider"}),),
    "relationships:answer_ask": (frozenset({"lead", "funder"}),),
    "relationships:circle_events": (GROUP,),
    "relationships:change_event": (ALONE,),
    "relationships:queue": (ADMINISTRATOR,),
    "relationships:look": (ADMINISTRATOR, ADMINISTRATOR),
    "learning:my_pieces": (ALL_IN,),
    "learning:write_piece": (ALL_IN,),
    "learning:change_piece": (ALONE,),
    "learning:asked": (ALL_IN,),
    "learning:consent": (frozenset({"lead"}),),
    "relationships:put_up_offer": (ALL_IN,),
    "relationships:offer": (ALL_IN - frozenset({"outsider"}),),
    "relationships:talk": (frozenset({"worker", "lead"}),),
    "relationships:webhooks": (ALL_IN,),
    "relationships:download": (ALL_IN,),
    "relationships:take": (ALL_IN,),
    "relationships:erase": (ALL_IN,),
    "learning:my_data": (ALL_IN,),
    "relationships:what_is_asked": (ALL_IN,),
    "relationships:sign_in_rule": (frozenset({"lead"}), frozenset({"funder"})),
    "relationships:administration": (ADMINISTRATOR,),
    "relationships:administration_person": (ADMINISTRATOR,),
    "relationships:administration_circles": (ADMINISTRATOR,),
    "relationships:administration_audit": (ADMINISTRATOR,),
    "relationships:ask_to_read": (ADMINISTRATOR,),
    "relationships:glasses": (ADMINISTRATOR,),
    "relationships:opened": (GROUP,),
    "learning:today": (ALL_IN,),
    "learning:reflect": (ALL_IN,),
    "learning:bring_in": (ALL_IN,),
    "learning:nudges": (ALL_IN,),
    "learning:calendar": (ALL_IN,),
    "learning:search": (ALL_IN, ALL_IN, ALL_IN),
    "learning:from_elsewhere": (ALL_IN,),
    "learning:waiting": (ALL_IN,),
    "learning:kept_here": (ALL_IN,),
    "learning:reflections": (ALL_IN,),
    "learning:prompts": (ALL_IN,),
    "learning:circle_prompts": (CHARITY,),
    "learning:change_prompts": (frozenset({"lead"}),),
    "learning:reflection": (ALONE,),
    "learning:edit": (ALONE,),
    "learning:history": (ALONE,),
    "learning:like_mine": (ALONE,),
    "learning:like_shared": (GROUP, PARTNERS),
    "learning:mention": (ALONE,),
    "learning:attach": (ALONE,),
    "learning:file": (ALONE,),
    "learning:shared_file": (GROUP,),
    "learning:shared": (frozenset({"lead"}), frozenset({"lead", "funder"})),
    "learning:circle": (
        ALL_IN,
        CHARITY | {"funder"},
    ),  # the group is open; the funder is the charity's partner
    "learning:ask": (GROUP,),
    "learning:hand_on": (GROUP,),
    "learning:circle_digests": (GROUP,),
    "learning:together": (ALL_IN,),
    "learning:begin_session": (GROUP,),
    "learning:session": (GROUP, GROUP, GROUP),
    "learning:session_state": (GROUP,),
    "learning:digest": (GROUP,),
    "learning:circle_themes": (GROUP,),
    "learning:theme": (GROUP,),
    "learning:split_theme": (GROUP,),
    "learning:put_under_theme": (GROUP,),
    "learning:how_threads_are_found": (ALL_IN,),
    "learning:digest_sections": (frozenset({"lead"}), frozenset({"lead", "funder"})),
    "learning:my_digests": (ALL_IN,),
    "learning:choose_digests": (ALL_IN,),
    "learning:my_digest": (ALONE,),
    "learning:factor": (PARTNERS,),
    "learning:home": (ALL_IN,),
    "learning:timeline": (GROUP, PARTNERS),
    "learning:begin_cycle": (GROUP,),
    "learning:begin_experiment": (GROUP,),
    "learning:keep_measure": (GROUP,),
    "learning:cycles": (ALL_IN,),
    "learning:experiments": (ALL_IN,),
    "learning:measures": (ALL_IN,),
    "learning:cycle": (GROUP,),
    "learning:describe_cycle": (ALONE,),
    "learning:move_cycle": (ALONE,),
    "learning:nest_cycle": (ALONE,),
    "learning:raise_obstacle": (ALONE,),
    "learning:experiment": (GROUP,),
    "learning:describe_experiment": (ALONE,),
    "learning:end_experiment": (ALONE,),
    "learning:measure": (GROUP,),
    "learning:describe_measure": (ALONE,),
    "learning:bring_observations": (ALONE,),
    "learning:correct_observation": (GROUP,),
    "learning:through_glass": (ADMINISTRATOR,),
    "learning:question": (PARTNERS,),
    "learning:insights": (GROUP,),
    "learning:write_insight": (GROUP,),
    "learning:insight": (GROUP,),
    "learning:supersede": (GROUP,),
    "learning:adaptations": (GROUP,),
    "learning:begin_adaptation": (GROUP,),
    "learning:adaptation": (GROUP,),
    "learning:change_adaptation": (GROUP,),
    "learning:end_adaptation": (GROUP,),
    "systems:maps": (ALL_IN,),
    "systems:import": (ALL_IN,),
    "systems:begin": (ALL_IN,),
    "systems:begin_as": (ALL_IN, ALL_IN, ALL_IN),
    "systems:map": (PARTNERS,),
    **dict.fromkeys(
        (
            "systems:table",
            "systems:table_about",
            "systems:table_off",
            "systems:table_news",
            "systems:table_links",
            "systems:table_link",
            "systems:table_factor",
            "systems:table_join",
            "systems:table_split",
            "systems:exercise",
            "systems:views",
            "systems:view",
            "systems:change_view",
            "systems:actors",
            "systems:actor",
            "systems:describe_actor",
        ),
        (PARTNERS,),
    ),
    "systems:loops": (PARTNERS,),
    "systems:versions": (PARTNERS,),
    "systems:publish": (PARTNERS,),
    "systems:publish_edition": (PARTNERS,),
    "learning:tie": (PARTNERS,),
    "learning:map_practice": (PARTNERS,),
    "learning:map_work": (PARTNERS,),
    "learning:compare_map": (PARTNERS,),
    "learning:explain_change": (PARTNERS,),
    "systems:export": (PARTNERS,),
    "funders:partnerships": (ALL_IN,),
    "funders:begin": (ALL_IN,),
    "funders:partnership": (PARTNERS,),
    "funders:conversations": (PARTNERS,),
    "funders:plan_conversation": (PARTNERS,),
    "funders:write_heard": (PARTNERS,),
    "funders:ask_in_conversation": (PARTNERS,),
    "funders:promises": (PARTNERS,),
    "funders:make_promise": (PARTNERS,),
    "funders:ask_about_promise": (PARTNERS,),
    "funders:commitments": (PARTNERS,),
    "funders:hand_over": (PARTNERS,),
    "funders:handover": (PARTNERS,),
    "funders:change_handover": (ALONE,),
    "funders:make_agreement": (PARTNERS,),
    "funders:conversation": (PARTNERS, PARTNERS),
    "funders:close_promise": (PARTNERS,),
    "funders:our_promises": (ALL_IN,),
    "funders:threads_across": (ALL_IN,),
    "funders:partnerships_map": (ALL_IN,),
    "funders:places": (PARTNERS,),
    "funders:publish": (frozenset({"funder"}),),
    "funders:grants": (ALL_IN,),
    "funders:bring_grants_in": (ALL_IN,),
    "funders:grant": (frozenset({"funder"}),),
    "funders:trustees_pages": (CHARITY, frozenset({"funder"})),
    "funders:trustees_page": (frozenset({"funder"}),),
    "funders:write_trustees_page": (frozenset({"funder"}),),
    "funders:choose_for_trustees": (frozenset({"funder"}),),
    "funders:funds": (frozenset({"funder"}),),
    "funders:describe_fund": (FUNDER,),
    "funders:openings": (ALL_IN,),
    "funders:own_words": (APPLICANT,),
    "funders:file_of_words": (APPLICANT,),
    "funders:opening": (FUNDER | APPLICANT, FUNDER | APPLICANT),
    "funders:opening_file": (FUNDER | APPLICANT,),
    "funders:withdraw_words": (APPLICANT,),
    "funders:answer_decision": (APPLICANT,),
    "funders:declare_interest": (FUNDER,),
    "funders:write_view": (FUNDER,),
    "funders:plan_talk": (FUNDER,),
    "funders:decide": (FUNDER,),
    "funders:begin_together": (FUNDER,),
    "funders:opening_talk": (FUNDER | APPLICANT, FUNDER | APPLICANT),
    "funders:agreement": (PARTNERS,),
    "funders:change_terms": (PARTNERS,),
    "funders:extend_agreement": (PARTNERS,),
    "funders:end_agreement": (PARTNERS,),
    "funders:agreement_version": (PARTNERS,),
    "funders:ask_for_target": (PARTNERS,),
    "funders:challenge": (PARTNERS,),
    "funders:agreement_ledger": (frozenset({"funder"}),),
    "funders:ledger": (ALL_IN,),
    "funders:reverse_payment": (PARTNERS,),
    "funders:look": (CHARITY,),
    "funders:plan_payment": (PARTNERS,),
    "funders:reports": (ALL_IN,),
    "funders:report": (PARTNERS, PARTNERS),
    "funders:download": (PARTNERS,),
    "funders:compose_together": (PARTNERS,),
    "funders:composing_state": (PARTNERS,),
    "funders:write_summary": (PARTNERS,),
    "funders:comment_on": (PARTNERS,),
    "funders:show_others": (PARTNERS,),
    "funders:supersede": (PARTNERS,),
    "funders:committees": (ALL_IN,),
    "funders:committee_report": (PARTNERS,),
    "funders:committee_file": (PARTNERS,),
    "funders:give_parts": (PARTNERS,),
}
"""Who reads the page at each of a name's addresses, in the order in which `addresses` lists them."""
NOT_AT_ONCE = frozenset(
    {
        "relationships:administration", "relationships:administration_person", "relationships:administration_circles",
        "relationships:administration_audit", "relationships:ask_to_read", "relationships:glasses",
        "learning:file", "learning:shared_file",  # to the page that gives an address for some minutes
        "relationships:sign_in_rule", "learning:through_glass", "relationships:what_is_asked", "relationships:tokens",
        "relationships:download", "relationships:take", "relationships:erase", "learning:from_elsewhere",
    }
)  # fmt: skip
"""Their readers are sent on first: to show again that it is them, or, where nothing is asked of them, onward."""
NOT_TENDING = (frozenset({"worker", "administrator"}), ALONE)
"""In the charity, and in the partnership, without leading or facilitating it."""
SENT_ELSEWHERE: dict[str, tuple[frozenset[str], ...]] = {
    "relationships:about": NOT_TENDING,
    "relationships:invite": NOT_TENDING,
    "relationships:stay": NOT_TENDING,
    "relationships:end": NOT_TENDING,
    "learning:digest_sections": NOT_TENDING,
    "relationships:change_listing": (frozenset({"lead"}),),
    "relationships:change_event": (frozenset({"lead"}),),
    "relationships:ask_to_join": (frozenset({"lead", "funder"}),),
    "relationships:leave": (frozenset({"lead"}),),
    **dict.fromkeys(
        (
            "learning:describe_cycle",
            "learning:move_cycle",
            "learning:nest_cycle",
            "learning:raise_obstacle",
            "learning:describe_experiment",
            "learning:end_experiment",
            "learning:describe_measure",
            "learning:bring_observations",
        ),
        (frozenset({"lead"}),),
    ),  # in the group, without tending the cycle, the experiment or the measure
    "learning:shared": (ALONE, ALONE),  # to their own page of what they wrote
}
"""Who is sent on to another page."""


KEYS = frozenset(
    {
        "funders:first_words",
        "funders:file_by_link",
        "relationships:accept",
        "relationships:own_companion",
        "relationships:end_own_companion",
        "learning:digest_feed",
        "funders:audited",
        "relationships:calendar_feed",
    }
)
KEYS = frozenset({"relationships:accept", "learning:digest_feed", "funders:audited"})
"""Addresses that are their own key."""


def judged(name: str) -> bool:
    """Whether the address is judged here: sign-in is allauth's, some addresses are their own key, and what the
    API answers is judged in tests/api."""
    return name in ANYBODY or (":" in name and name not in KEYS and not name.startswith("api:"))


def status_for(name: str, number: int, who: str) -> int:
    """The status with which `who` ("nobody" has not signed in) is answered at the `number`th address of `name`.

    KeyError names a page that nobody has said anything about yet.
    """
    if name in ANYBODY:
        return 200
    if who == "nobody":
        return 302
    if name in ONLY_POSTED:
        return 405
    if who in READERS[name][number]:
        return 302 if name in NOT_AT_ONCE else 200
    return 302 if who in SENT_ELSEWHERE.get(name, (NOBODY,) * 3)[number] else 404
