"""``klangbro bench network``: what the path to a server does to each profile's packets, each way apart."""
