"""The practice: reflections, who they are shared with, what comes back, and the digests made of them."""

from learning.models.adaptation import Adaptation, AdaptationSource
from learning.models.arrival import Arrival
from learning.models.attachment import Attachment
from learning.models.bring_in import BringIn
from learning.models.cycle import STAGES, CycleStep, LearningCycle, Obstacle, Stage
from learning.models.delivery import Delivery, DigestChoice, DigestCopy, DigestShape
from learning.models.digest import Digest, DigestThread
from learning.models.draft import Draft
from learning.models.experiment import Experiment
from learning.models.insight import Insight, InsightSource, InsightVoice
from learning.models.learning_question import LearningQuestion, Scale, Understanding
from learning.models.measure import Measure, Observation
from learning.models.mention import Mention
from learning.models.nudge import Nudge
from learning.models.piece import Consent, Piece, Quote
from learning.models.prompt_set import PromptSet, PromptSetVersion
from learning.models.reflection import Reflection, ReflectionVersion
from learning.models.reply_address import ReplyAddress
from learning.models.response import Response
from learning.models.sense_making import Note, NoteGroup, Outcome, Phase, Placed, SenseMaking
from learning.models.share import Share
from learning.models.theme import Theme
from learning.models.tie import ChangeReason, Tie

__all__ = [
    "STAGES",
    "Adaptation",
    "AdaptationSource",
    "Arrival",
    "Attachment",
    "BringIn",
    "ChangeReason",
    "Consent",
    "CycleStep",
    "Delivery",
    "Digest",
    "DigestChoice",
    "DigestCopy",
    "DigestShape",
    "DigestThread",
    "Draft",
    "Experiment",
    "Insight",
    "InsightSource",
    "InsightVoice",
    "LearningCycle",
    "LearningQuestion",
    "Measure",
    "Mention",
    "Note",
    "NoteGroup",
    "Nudge",
    "Observation",
    "Obstacle",
    "Outcome",
    "Phase",
    "Piece",
    "Placed",
    "PromptSet",
    "PromptSetVersion",
    "Quote",
    "Reflection",
    "ReflectionVersion",
    "ReplyAddress",
    "Response",
    "Scale",
    "SenseMaking",
    "Share",
    "Stage",
    "Theme",
    "Tie",
    "Understanding",
]
