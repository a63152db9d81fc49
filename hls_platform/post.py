"""What the post office's answers mean."""

from smtplib import SMTPDataError, SMTPRecipientsRefused


def refused_for_good(refused: SMTPRecipientsRefused | SMTPDataError) -> bool:
    """Whether trying again would not help: a reply code of 500 or more (RFC 5321, section 4.2.1)."""
    if isinstance(refused, SMTPDataError):
        return refused.smtp_code >= 500
    return all(code >= 500 for code, _said in refused.recipients.values())
