"""Networks one can repeat: named weather, and three ways to send packets through it.

``simulate`` in virtual time, ``shim`` on the datagrams of a running peer, ``linklab`` as a real IP link
between two network namespaces. All three read the same weather and queue alike, so their figures can be
compared. ``weather`` and ``linklab`` are commands too, which is why nothing is re-exported here.
"""
