"""What a village network and a school's machine have to carry: the pages, in a real browser."""
