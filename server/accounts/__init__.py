"""Who can sign in, and how: passwords, passkeys, a municipality's own sign-in, one-use links."""
