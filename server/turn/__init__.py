"""The relay for networks that let nothing else through: its credentials, its configuration, its command."""
