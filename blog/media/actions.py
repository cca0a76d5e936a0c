def store(*a):
    return 1
