"""stub"""


def page(document):
    return ""
