"""The echo participant: plays back what it hears, so that one person alone can try microphone and network.

Only here do media pass through the server. ``host`` runs the echoes, ``participant`` is one of them in its
lesson, ``connection`` one of its peer connections, ``pause`` and ``beats`` the arithmetic without any I/O.
"""
