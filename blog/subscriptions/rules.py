"""Who may ask to be told by mail, and how often. Knows no Flask and no database."""

import unicodedata
from datetime import timedelta

# Anybody can type anybody's address: so few mails that ask for a confirmation reach one address, or are asked for from
# one network, in a day (of the calendar, in UTC, as the keys are that they are counted by).
MOST_FOR_ADDRESS = 3
MOST_FROM_NETWORK = 10
CONFIRM_TIME = timedelta(days=7)  # that the link in such a mail works


def mailbox(email_key: str) -> str:
    """The address as far as it names a mailbox: `asha+x@` and, with many providers, `as.ha@` lead to one."""
    local, _at, domain = unicodedata.normalize("NFKC", email_key).casefold().rpartition("@")
    return f"{local.partition('+')[0].replace('.', '')}@{domain}"


def may_ask(for_address: int, from_network: int) -> bool:
    """Whether one more may go today, after so many."""
    return for_address < MOST_FOR_ADDRESS and from_network < MOST_FROM_NETWORK
