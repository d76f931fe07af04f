"""The served application: lessons and invites, the database, TLS, health, logs, and the echo participant.

``server.app.create_app`` puts it together and ``server.run.run`` serves it; ``server.commands`` holds what
`klangbro serve` and `klangbro admin` do. Nothing is imported here, so that help stays quick.
"""
