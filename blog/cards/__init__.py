"""Cards: a headline drawn as a picture, for whoever shares a piece that has none."""
