class PictureRefused(ValueError):
    code = ""
