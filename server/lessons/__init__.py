"""Lessons and their invites: endpoints, service, repository, schemas."""
