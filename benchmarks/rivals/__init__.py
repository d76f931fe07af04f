"""How long other programs wait: their laws, written anew from their published behaviour."""
