from benchmarks.jack import Case


def test_a_case_is_named_by_all_but_its_seed() -> None:
    assert Case("dsl", "duet", 64, 7).name == Case("dsl", "duet", 64, 8).name == "dsl.duet.64"
