"""Domains that give anyone an e-mail address for a few minutes: a short list of the best known, and only a hint."""

DISPOSABLE = frozenset(
    """
    10minutemail.com 33mail.com burnermail.io discard.email dispostable.com emailondeck.com fakeinbox.com getairmail.com
    getnada.com grr.la guerrillamail.biz guerrillamail.com guerrillamail.de guerrillamail.net guerrillamail.org
    guerrillamailblock.com inboxkitten.com incognitomail.org jetable.org mail-temp.com mailcatch.com maildrop.cc
    mailinator.com mailnesia.com mailsac.com mintemail.com moakt.com mohmal.com mytemp.email nada.email sharklasers.com
    spam4.me spamgourmet.com temp-mail.io temp-mail.org tempail.com tempinbox.com tempmail.net tempmailo.com
    throwawaymail.com trashmail.com trashmail.de wegwerfmail.de yopmail.com yopmail.fr
    """.split()  # noqa: SIM905
)
