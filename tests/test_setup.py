"""How the package is built: rules in machine code where that can be, else in Python."""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest
from setuptools import Distribution, Extension

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def setup() -> ModuleType:
    spec = spec_from_file_location("setup", ROOT / "setup.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_what_no_compiler_can_compile_stays_python(
    setup: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("fine.c").write_text("int fine(void) { return 0; }")
    Path("broken.c").write_text("this is no C")
    extensions = [Extension(name, [f"{name}.c"]) for name in ("fine", "broken")]
    command = setup.BuildIfPossible(Distribution({"name": "any", "ext_modules": extensions}))
    command.build_lib, command.build_temp = "lib", "temp"
    command.ensure_finalized()
    command.run()
    assert command.extensions == []
    assert not [path for path in Path("lib").glob("*") if path.is_file()]
    assert "The rules stay Python" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["editable_wheel", "egg_info", "sdist"])
def test_commands_that_build_no_package_compile_nothing(
    setup: ModuleType, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setattr(sys, "argv", ["setup.py", command])
    assert setup.extensions() == []


def test_a_user_may_ask_for_python(setup: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["setup.py", "bdist_wheel"])
    monkeypatch.setenv("TIMKIEM_PURE", "1")
    assert setup.extensions() == []


def test_kernels_are_not_compiled_twice(setup: ModuleType) -> None:
    kernels = {path.name for path in (ROOT / setup.RULES).glob("*.py") if "\n@bulk\n" in path.read_text("utf-8")}
    assert kernels == setup.BY_NUMBA
