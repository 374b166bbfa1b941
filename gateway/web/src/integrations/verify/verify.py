import base64
import hashlib
import hmac
import time


def holds(secret, headers, body, now=None):
    """secret: as LeadFuel shows it, whsec_ and the rest. headers: by their names in lower case.
    body: the bytes as they came, before anything has read them as JSON."""
    message_id, timestamp = headers["webhook-id"], headers["webhook-timestamp"]
    seconds = time.time() if now is None else now
    if not timestamp.isdecimal() or abs(seconds - int(timestamp)) > 300:
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{message_id}.{timestamp}.".encode() + body
    right = b"v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest())
    given = headers["webhook-signature"].split(" ")
    return any(hmac.compare_digest(one.encode(), right) for one in given)
