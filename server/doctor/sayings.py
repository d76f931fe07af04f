"""The doctor's sentences: what is so, and what to do; pages say them in five languages by their names.

The catalogues of client/web hold the same sentences under ``doctor.said.NAME`` and ``doctor.do.NAME``.
"""

from __future__ import annotations

#: Name: (what is so, what to do where that is not good).
SAYINGS: dict[str, tuple[str, str]] = {
    "no_database": (
        "There is no database at {file} yet.",
        "klangbro serve makes it. If there was one, check --data-dir and restore the backup.",
    ),
    "database_silent": (
        "The database does not answer ({reason}).",
        "Check KLANGBRO_DATABASE_URL, and that the user who runs Klangbro may read and write it.",
    ),
    "database_damaged": (
        "The database is damaged: {reason}.",
        "Restore the backup.",
    ),
    "database_good": (
        "The database ({kind}) answers and is whole.",
        "",
    ),
    "database_empty": (
        "The database is empty.",
        "klangbro serve sets it up.",
    ),
    "schema_good": (
        "The schema is this version's ({version}).",
        "",
    ),
    "schema_earlier": (
        "The schema is of an earlier version ({found}, not {version}).",
        "Back it up; klangbro serve brings it up to date when it starts.",
    ),
    "schema_later": (
        "The schema is of a later version ({found}).",
        "Install that version of Klangbro again, or restore the backup made before it.",
    ),
    "proxy": (
        "A proxy speaks https for this server ({address}).",
        "",
    ),
    "no_https": (
        "Pages are served without https, and so have no microphone.",
        "Start without --no-tls, or put https before it and set KLANGBRO_PUBLIC_URL.",
    ),
    "no_certificate": (
        "No certificate yet: klangbro serve makes one when it starts.",
        "",
    ),
    "certificate_over": (
        "The certificate was good until {until}.",
        "Renew it and start again.",
    ),
    "certificate_names": (
        "The certificate is for {names}, not for {host}.",
        "Get one that names {host}.",
    ),
    "certificate_soon": (
        "The certificate is good until {until}; days left: {days}.",
        "See that it is renewed.",
    ),
    "certificate_own": (
        "The certificate was made on this machine (good until {until}); every browser asks once.",
        "For schools get one that browsers know: see OPERATING.md.",
    ),
    "certificate_good": (
        "The certificate is good until {until}.",
        "",
    ),
    "no_relay": (
        "There is no relay: schools whose firewall lets no UDP through hear nothing.",
        "Set up coturn: klangbro admin turn-config, and OPERATING.md.",
    ),
    "relay_refused": (
        "{url} lets nobody in.",
        (
            "Give coturn and Klangbro the same secret (klangbro admin turn-config); check both "
            "clocks, and that coturn can read its own database (/var/lib/turn/turndb)."
        ),
    ),
    "relay_silent": (
        "{url} does not answer.",
        "Is coturn running, and does the firewall let this way in? systemctl status coturn.",
    ),
    "relay_unreachable": (
        "{url} cannot be reached.",
        "Is coturn running, and is this its address? systemctl status coturn.",
    ),
    "relay_tls": (
        "{url} shows a certificate that does not hold.",
        "Give coturn a certificate that names this host and that browsers know.",
    ),
    "relay_open": (
        "{url} relays to {addresses}.",
        ("Give coturn the configuration that klangbro admin turn-config writes, without --allow-private."),
    ),
    "relay_good": (
        "{url} relays from {address}, allocated in {took} ms.",
        "",
    ),
    "relay_no_tls": (
        "The relay is not offered over TLS, the only way out of the strictest schools.",
        ("Add turns:HOST:443?transport=tcp to KLANGBRO_TURN_URLS; OPERATING.md shows how to share 443."),
    ),
    "disk_full": (
        "{free} GB free for {folder}.",
        "Make room now: without it nothing more is stored.",
    ),
    "disk_little": (
        "{free} GB free for {folder}.",
        "Make room before it is full.",
    ),
    "disk_good": (
        "{free} GB free for {folder}.",
        "",
    ),
    "clock_unknown": (
        "This system does not tell whether its clock is kept right.",
        ("Credentials live for minutes and invites until a date: switch time synchronisation on (chrony)."),
    ),
    "clock_wrong": (
        "The clock is not synchronised.",
        ("Credentials live for minutes and invites until a date: switch time synchronisation on (chrony)."),
    ),
    "clock_good": (
        "The clock is synchronised.",
        "",
    ),
    "versions_old": (
        "Klangbro {klangbro}, Python {python}, SQLite {sqlite}, {openssl}.",
        "SQLite 3.35 or newer is needed: update the system.",
    ),
    "versions_good": (
        "Klangbro {klangbro}, Python {python}, SQLite {sqlite}, {openssl}.",
        "",
    ),
    "erasures_none": (
        "No database yet, so nobody was erased.",
        "",
    ),
    "erasures_missing": (
        "The list of erasures {file} is missing; erasures the database knows of: {known}.",
        (
            "Put the copy you keep of it in its place, then start the server: it erases again "
            "whoever came back."
        ),
    ),
    "erasures_unmade": (
        "The list of erasures {file} is missing; erasures the database knows of: {known}.",
        (
            "klangbro serve makes it. If there was one: Put the copy you keep of it in its place,"
            " then start the server: it erases again whoever came back."
        ),
    ),
    "erasures_anew": (
        "The list of erasures was lost and made anew from the database; entries: {entries}.",
        (
            "Put the copy you keep of it in its place, then start the server: it erases again "
            "whoever came back. If none was kept, erase again by hand whoever was erased since "
            "the last backup."
        ),
    ),
    "erasures_undone": (
        "Erasures of the list that are not done in this database: {undone}.",
        "Start the server, or run klangbro admin retention: they are repeated first.",
    ),
    "erasures_local": (
        "The list of erasures (entries: {entries}) stands in this node's data directory.",
        "Set KLANGBRO_ERASURE_LIST to a file all nodes share and that is backed up apart.",
    ),
    "erasures_good": (
        "The list of erasures is whole; entries: {entries}.",
        "",
    ),
}
