"""Pictures and sounds that people bring along, written anew from what is in them: nothing else of a file is ever kept.

What comes in is bytes of any kind, whatever they are called; what goes out is one of three kinds of file that this
place made itself, without a trace of place, device or time; but a document, which is looked at, and only ever saved. Knows no domain word.
"""

from hls_platform.media.clean import Clean, NotAccepted
from hls_platform.media.documents import ENDINGS, document
from hls_platform.media.pictures import picture
from hls_platform.media.sounds import begins_as_sound, sound

__all__ = ["ENDINGS", "Clean", "NotAccepted", "begins_as_sound", "document", "picture", "sound"]
