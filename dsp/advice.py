"""What a delay means for playing: the one law, for pages, terminals, places and benches. Pure.

core/advice.ts keeps the same for the page, with the same sources.
"""

from __future__ import annotations

from typing import Literal

__all__ = ["FOLLOW_MS", "TOGETHER_MS", "Word", "advice_for"]

Word = Literal["together", "follow", "turns"]

TOGETHER_MS = 30.0
"""One way, up to which two who play together hold their tempo.

The ensemble performance threshold is given as 20 to 30 ms (N. Schuett, *The effects of latency on ensemble
performance*, Stanford 2002; C. Rottondi et al., *An overview on networked music performance technologies*,
IEEE Access 4, 2016). Clapping pairs keep time best at the delays of a room and slow down beyond (C. Chafe,
J.-P. Cáceres and M. Gurevich, *Effect of temporal separation on synchronization in rhythmic performance*,
Perception 39, 2010, 3 to 78 ms one way); pianists in duets slow down the more the later they hear each
other, of 10, 20 and 40 ms (A. Washburn et al., *Temporal coordination in piano duet networked music
performance*, Frontiers in Psychology 12, 2021). Musicians on music of their own held a steady tempo up to
40 ms, and how tempo depends on delay was another matter with each pair (K. Tsioutas and G. Xylomenos,
*Assessing the QoME of NMP via audio analysis tools*, 2021): so this is on the cautious side, and no tempo
is named with it.
"""
FOLLOW_MS = 60.0
"""One way, up to which it goes with one who leads and one who follows.

Clapping pairs slow down the more the later they hear each other, and towards the longest delays that were
tried, 78 ms, their rhythm falls apart (Chafe et al. 2010); at 100 ms and above two duets of Mozart's were
neither musical nor interactive for those who played them (C. Bartlette, D. Headlam, M. Bocko and G.
Velikic, *Effect of network latency on interactive musical performance*, Music Perception 24, 2006). 60 ms
keeps clear of both: it is our reading of them, no study names it. One who leads has to bear hearing the
other twice that late, which is a way of playing that A. Carôt and C. Werner describe (*Fundamentals and
principles of musical telepresence*, 2009).
"""


def advice_for(one_way_ms: float) -> Word:
    """What two can do who hear each other so late.

    Parameters
    ----------
    one_way_ms : float
        From sound to sound; the mean of both ways where they differ.

    Returns
    -------
    Word
        The limits themselves belong to the better word.
    """
    return "together" if one_way_ms <= TOGETHER_MS else "follow" if one_way_ms <= FOLLOW_MS else "turns"
