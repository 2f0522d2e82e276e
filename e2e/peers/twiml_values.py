"""The values of TwiML attributes, and the differences of the other carriers from Twilio.

Twilio's library has no list of these values but the few that its REST classes share with TwiML; those are taken from it.
"""

from urllib.parse import urlsplit

from twilio.rest.api.v2010.account.call.recording import RecordingInstance
from twilio.rest.api.v2010.account.call.stream import StreamInstance


def constants(cls):
    """The values of one of the library's lists."""
    return {value for name, value in vars(cls).items() if not name.startswith("_")}


BOOLEANS = {"true", "false"}
METHODS = {"GET", "POST"}
LEG_EVENTS = {"initiated", "ringing", "answered", "completed"}
CONFERENCE_EVENTS = {"start", "end", "join", "leave", "mute", "hold", "modify", "speaker", "announcement"}
RECORDING_EVENTS = constants(RecordingInstance.Status) & {"in-progress", "completed", "absent"}
TRACKS = {track.removesuffix("_track") for track in constants(StreamInstance.Track)}

BOOLEAN_ATTRIBUTES = {
    "actionOnEmptyResult", "answerOnBridge", "beep", "hangupOnStar", "muted",
    "playBeep", "profanityFilter", "sequential", "startConferenceOnEnter", "transcribe",
}
NUMBER_ATTRIBUTES = {
    "length": (1, 600), "loop": (0, 1000), "maxLength": (1, 14400), "maxSpeechTime": (1, 60), "numDigits": (1, 64),
    "timeLimit": (1, 86400),
}
ADDRESS_ATTRIBUTES = {"action", "referUrl", "url", "waitUrl"}

# (element, attribute): the allowed values, and whether several may be given with spaces between.
LISTS = {
    ("Dial", "record"): (
        {"do-not-record"} | {f"record-from-{w}{d}" for w in ("answer", "ringing") for d in ("", "-dual")} | BOOLEANS,
        False,
    ),
    ("Dial", "recordingTrack"): (TRACKS, False),
    ("Dial", "trim"): ({"trim-silence", "do-not-trim"}, False),
    ("Gather", "input"): ({"dtmf", "speech"}, True),
    ("Record", "trim"): ({"trim-silence", "do-not-trim"}, False),
    ("Recording", "channels"): ({"mono", "dual"}, False),
    ("Recording", "track"): (TRACKS, False),
    ("Recording", "trim"): ({"trim-silence", "do-not-trim"}, False),
    ("Reject", "reason"): ({"rejected", "busy"}, False),
    ("Conference", "statusCallbackEvent"): (CONFERENCE_EVENTS, True),
}

# Elements whose text is an address.
ADDRESSES = {"Redirect", "Play"}

# Attributes that only Telnyx has, and those that it lacks.
TELNYX_HAS = {
    "Dial": {"recordingChannels", "sendRecordingUrl", "ringTone"},
    "Gather": {"invalidDigitsAction", "maxDigits", "minDigits", "transcriptionEngine", "validDigits"},
    "Record": {"channels", "transcription"},
}
TELNYX_LACKS = {"Dial": {"answerOnBridge", "sequential"}, "Gather": {"actionOnEmptyResult"}}


def differences(provider, tag):
    """The attributes that a provider's element has beyond the library's, and those that it lacks."""
    if provider != "telnyx":
        return set(), set()
    return TELNYX_HAS.get(tag, set()), TELNYX_LACKS.get(tag, set())


def address(value):
    """The fault of an address, or None: only an absolute one means the same to every carrier."""
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return "not an absolute address"
    return None


def number(value, lowest, highest):
    if not value.isascii() or not value.isdigit() or not lowest <= int(value) <= highest:
        return f"not a number from {lowest} to {highest}"
    return None


def listed(value, allowed, several):
    words = value.split(" ") if several else [value]
    unknown = [word for word in words if word not in allowed]
    if unknown or len(set(words)) != len(words):
        return f"not {'some' if several else 'one'} of {', '.join(sorted(allowed))}"
    return None


def wrong(parent, tag, name, value):
    """The fault of an attribute's value, or None. An empty event list or number is a fault, too."""
    if (tag, name) in LISTS:
        return listed(value, *LISTS[tag, name])
    if name == "recordingStatusCallbackEvent":
        return listed(value, RECORDING_EVENTS, True)
    if name == "statusCallbackEvent" and parent == "Dial":
        return listed(value, LEG_EVENTS, True)
    if name.endswith("Method") or name == "method":
        return listed(value, METHODS, False)
    if name in BOOLEAN_ATTRIBUTES:
        return listed(value, BOOLEANS, False)
    if name in ADDRESS_ATTRIBUTES or name.endswith("Callback"):
        return address(value)
    if name in NUMBER_ATTRIBUTES:
        return number(value, *NUMBER_ATTRIBUTES[name])
    if name == "timeout":
        return number(value, 1, 600) if tag == "Dial" else None if value == "auto" else number(value, 0, 600)
    return None
