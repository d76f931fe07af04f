from pathlib import Path

import pytest

from benchmarks.paths.linklab import SOURCE, LinkError, build, cache_folder

# The link itself, which needs root, is driven in tests/e2e.


@pytest.fixture
def compiler_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder on the PATH for a compiler of the test's own."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder), prepend=":")
    return folder


def compiler(folder: Path, script: str) -> None:
    (folder / "cc").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "cc").chmod(0o755)


def test_the_program_is_built_once_and_then_found(tmp_path: Path, compiler_says: Path) -> None:
    compiler(compiler_says, f'echo built >> {tmp_path}/count; : > "$3"')
    first, second = build(tmp_path / "cache"), build(tmp_path / "cache")
    assert first == second and first.exists()
    assert (tmp_path / "count").read_text() == "built\n"
    assert [file.name for file in (tmp_path / "cache").iterdir()] == [first.name]


def test_what_the_compiler_says_is_passed_on(tmp_path: Path, compiler_says: Path) -> None:
    compiler(compiler_says, "echo 'linux/if_tun.h: no such file' >&2; exit 1")
    with pytest.raises(LinkError, match=r"does not compile: linux/if_tun\.h: no such file"):
        build(tmp_path / "cache")


def test_the_cache_is_where_the_desktop_puts_caches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere")
    assert cache_folder() == Path("/somewhere/klangbro")


def test_the_source_travels_with_the_package() -> None:
    assert SOURCE.read_text().startswith("// linklab:")
