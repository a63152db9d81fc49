"""The practice: reflections, who they are shared with, what comes back, and the digests made of them."""

from learning.models.adaptation import Adaptation, AdaptationSource
from learning.models.bring_in import BringIn
from learning.models.digest import Delivery, Digest, DigestThread
from learning.models.draft import Draft
from learning.models.insight import Insight, InsightSource, InsightVoice
from learning.models.learning_question import LearningQuestion, Understanding
from learning.models.mention import Mention
from learning.models.nudge import Nudge
from learning.models.reflection import Reflection, ReflectionVersion
from learning.models.reply_address import ReplyAddress
from learning.models.response import Response
from learning.models.share import Share
from learning.models.theme import Theme

__all__ = [
    "Adaptation",
    "AdaptationSource",
    "BringIn",
    "Delivery",
    "Digest",
    "DigestThread",
    "Draft",
    "Insight",
    "InsightSource",
    "InsightVoice",
    "LearningQuestion",
    "Mention",
    "Nudge",
    "Reflection",
    "ReflectionVersion",
    "ReplyAddress",
    "Response",
    "Share",
    "Theme",
    "Understanding",
]
