"""Pictures as part of a request."""

import base64

from app.domain.conversation import Part


def data_url(image: Part) -> str:
    """The whole file."""
    return f"data:{image.media_type};base64,{base64.b64encode(image.data).decode()}"
