"""What may be attached as an image: kinds that models take, and how large."""

from app.domain.conversation import Part, PartKind

LARGEST_FILE = 20 * 1024 * 1024
"""Bytes. Servers take no more in one image."""
LONGEST_SIDE = 2048
"""Pixels. Models see no more: what is larger is made smaller before it is attached."""
MOST_IMAGES = 10
"""With one prompt."""

MEDIA_TYPES = {
    "image/png": ("png",),
    "image/jpeg": ("jpg", "jpeg"),
    "image/webp": ("webp",),
    "image/gif": ("gif",),
}
"""With the endings of their files' names; the first one is the usual one."""


def media_type_of(data: bytes) -> str | None:
    """The kind of an image, going by its first bytes; None if it is no image that can be attached."""
    match data[:4], data[8:12]:
        case b"\x89PNG", _:
            return "image/png"
        case b"GIF8", _:
            return "image/gif"
        case b"RIFF", b"WEBP":
            return "image/webp"
    return "image/jpeg" if data[:3] == b"\xff\xd8\xff" else None


def image(data: bytes, name: str) -> Part:
    """A part of a prompt. Raises ValueError where the bytes are no image that can be attached."""
    media_type = media_type_of(data)
    if media_type is None:
        raise ValueError("These bytes are no image.")
    return Part(PartKind.IMAGE, "", name=name, media_type=media_type, data=data)
