class Picture: ...


def picture(id):
    return None
