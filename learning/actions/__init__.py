"""The verbs: every change of state is one function here."""

from learning.actions.adaptations import begin_adaptation, change_adaptation, end_adaptation
from learning.actions.attachments import attach, take_off
from learning.actions.cycles import begin_cycle, describe_cycle, move_cycle, nest_cycle, raise_obstacle
from learning.actions.drafts import discard_draft, save_draft
from learning.actions.experiments import begin_experiment, describe_experiment, end_experiment
from learning.actions.insights import supersede_insight, take_back_voice, voice_insight, write_insight
from learning.actions.measures import (
    bring_observations,
    correct_observation,
    describe_measure,
    keep_measure,
    observe,
    put_measure_away,
)
from learning.actions.mentions import mention_factor, unmention_factor
from learning.actions.notes import (
    adapt,
    ask_next_question,
    conclude,
    make_group,
    move_note,
    name_group,
    take_back_note,
    write_note,
)
from learning.actions.pieces import (
    add_quote,
    agree_to_quote,
    ask_for_piece,
    begin_piece,
    change_piece,
    refuse_quote,
    take_out_quote,
    withdraw_piece,
)
from learning.actions.prompts import change_prompts, retire_prompts, write_prompts
from learning.actions.questions import ask_question, close_question, put_question, record_understanding
from learning.actions.reflections import edit_reflection, write_reflection
from learning.actions.responses import reply, respond
from learning.actions.shares import (
    hand_on,
    share_reflection,
    share_with_circles,
    withdraw_from_circle,
    withdraw_share,
)
from learning.actions.themes import (
    join_themes,
    name_thread,
    put_under_theme,
    refuse_thread,
    rename_theme,
    split_theme,
    take_out_of_theme,
)
from learning.actions.ties import say_reason, take_back_reason, tie, untie
from learning.actions.together import (
    begin_session,
    hand_over,
    keep_time,
    move_on,
    say_who_presents,
    take_over,
    write_minute,
)

__all__ = [
    "adapt",
    "add_quote",
    "agree_to_quote",
    "ask_for_piece",
    "ask_next_question",
    "ask_question",
    "attach",
    "begin_adaptation",
    "begin_cycle",
    "begin_experiment",
    "begin_piece",
    "begin_session",
    "bring_observations",
    "change_adaptation",
    "change_piece",
    "change_prompts",
    "close_question",
    "conclude",
    "correct_observation",
    "describe_cycle",
    "describe_experiment",
    "describe_measure",
    "discard_draft",
    "edit_reflection",
    "end_adaptation",
    "end_experiment",
    "hand_on",
    "hand_over",
    "join_themes",
    "keep_measure",
    "keep_time",
    "make_group",
    "mention_factor",
    "move_cycle",
    "move_note",
    "move_on",
    "name_group",
    "name_thread",
    "nest_cycle",
    "observe",
    "put_measure_away",
    "put_question",
    "put_under_theme",
    "raise_obstacle",
    "record_understanding",
    "refuse_quote",
    "refuse_thread",
    "rename_theme",
    "reply",
    "respond",
    "retire_prompts",
    "save_draft",
    "say_reason",
    "say_who_presents",
    "share_reflection",
    "share_with_circles",
    "split_theme",
    "supersede_insight",
    "take_back_note",
    "take_back_reason",
    "take_back_voice",
    "take_off",
    "take_out_of_theme",
    "take_out_quote",
    "take_over",
    "tie",
    "unmention_factor",
    "untie",
    "voice_insight",
    "withdraw_from_circle",
    "withdraw_piece",
    "withdraw_share",
    "write_insight",
    "write_minute",
    "write_note",
    "write_prompts",
    "write_reflection",
]
