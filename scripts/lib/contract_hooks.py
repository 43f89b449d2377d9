"""What schemathesis cannot know of the service."""

import schemathesis
from schemathesis.generation import GenerationMode

# What a field of a form may say for true and false, docs/api.md: a number that says the same is not of a wrong type.
WORDS = ("true", "1", "yes", "on", "", "false", "0", "no", "off")


# What only who has a key can make: bodies that are encrypted, and links that are signed.
SEALED = "application/jose"
LINK = {"client", "expires", "signature"}


@schemathesis.hook
def filter_case(context, case):
    """Leaves out what cannot be made up, and what is not as wrong as it is meant to be."""
    media_type = str(case.media_type or "")
    if media_type == SEALED or LINK & set(case.query or {}):
        return False
    return is_as_meant(case, media_type)


def is_as_meant(case, media_type):
    """None is invalid for not being a text: a text as a body is a song whatever it says, and so is a part of a form."""
    if not (case.meta and case.meta.generation.mode == GenerationMode.NEGATIVE):
        return True
    if media_type.startswith("text/"):
        return False
    if media_type.startswith("multipart/") and isinstance(case.body, dict):
        return isinstance(case.body.get("song", []), list) and not says_a_truth(case)
    return True


def says_a_truth(case):
    """Whether the field that was meant to be of a wrong type has a word for true or false."""
    field, _, wrong = str(getattr(case.meta.phase.data, "description", "")).partition(": ")
    return wrong == "Incorrect type" and str(case.body.get(field)).lower() in WORDS
