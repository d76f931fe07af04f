from __future__ import annotations

from functools import partial

from benchmarks.field.programs import PROGRAMS, Program


def test_what_is_not_installed_is_named_with_what_brings_it() -> None:
    nobody = Program("Nobody", False, "a-command-that-nobody-has", "nobodys-package", PROGRAMS[0].perform)
    assert nobody.lack == "no Nobody on this machine: apt install nobodys-package"


def test_ours_needs_nothing_and_every_program_has_a_name_of_its_own() -> None:
    assert [one.lack for one in PROGRAMS if one.ours] == [None, None]
    assert len({one.name for one in PROGRAMS}) == len(PROGRAMS)
    assert all(isinstance(one.perform, partial) or not one.ours for one in PROGRAMS)
