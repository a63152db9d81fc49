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
        "api:docs",
        "api:noun",
        "systems:map_schema",
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
        "learning:put_measure_away", "relationships:resume_webhook", "relationships:end_webhook", "funders:record_payment", "funders:compose_again", "funders:sign", "funders:cancel_conversation",
        "learning:lead_session", "learning:write_note", "learning:move_note",
        "learning:make_group", "learning:ask_next", "learning:write_minute", "learning:name_group", "learning:take_back_note",
        "learning:conclude", "learning:adapt", "relationships:sign_out_there", "relationships:sign_out_elsewhere", "relationships:answer_glass",
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
    "relationships:tokens": (ALL_IN,),
    "relationships:offers": (ALL_IN,),
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
    "systems:map": (PARTNERS,),
    "systems:table": (PARTNERS,),
    "systems:loops": (PARTNERS,),
    "systems:versions": (PARTNERS,),
    "systems:export": (PARTNERS,),
    "funders:partnerships": (ALL_IN,),
    "funders:begin": (ALL_IN,),
    "funders:partnership": (PARTNERS,),
    "funders:plan_conversation": (PARTNERS,),
    "funders:make_promise": (PARTNERS,),
    "funders:make_agreement": (PARTNERS,),
    "funders:conversation": (PARTNERS, PARTNERS),
    "funders:close_promise": (PARTNERS,),
    "funders:funds": (frozenset({"funder"}),),
    "funders:plan_payment": (PARTNERS,),
    "funders:reports": (ALL_IN,),
    "funders:report": (PARTNERS, PARTNERS),
    "funders:download": (PARTNERS,),
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


KEYS = frozenset({"relationships:accept", "learning:digest_feed"})
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
