"""What is known of a picture elsewhere, given to it here."""

from ..db import writing
from .models import Media


def describe(media_id: int, alt: str, focal_x: int, focal_y: int) -> None:
    """Say what a picture shows, and what a crop must not lose, where nobody said it yet."""
    with writing() as session:
        media = session.get(Media, media_id)
        if media is not None and not media.alt and (media.focal_x, media.focal_y) == (50, 50):
            media.alt, media.focal_x, media.focal_y = alt, focal_x, focal_y
