"""Who did what to whose data: an append-only log, chained by hashes, over pseudonyms."""

from server.audit.actions import Action
from server.audit.chain import append, verify
from server.audit.pseudonyms import pseudonym_of

__all__ = ["Action", "append", "pseudonym_of", "verify"]
