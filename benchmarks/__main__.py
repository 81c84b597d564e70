"""Runs the benchmarks and prints their ratios: `python -m benchmarks [names]`; ends with 1 if a bound is broken.

Ratios of one run are comparable between computers, seconds are not. No part of the tests: a loaded computer proves
nothing.
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import sys
from collections.abc import Iterable

import benchmarks
from benchmarks.measuring import Line


def main(arguments: list[str]) -> int:
    """Run the benchmarks named, or all; a benchmark is a module of this package with `run() -> list[Line]`."""
    known = {name: module for name in _modules() if hasattr(module := _module(name), "run")}
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Ratios, all measured in this run.")
    parser.add_argument("names", nargs="*", metavar="name", help=f"one of: {', '.join(known)}")
    names = parser.parse_args(arguments).names or list(known)
    unknown = [name for name in names if name not in known]
    if unknown:
        parser.error(f"no benchmark named {', '.join(unknown)}; there are: {', '.join(known)}")
    over = 0
    print(f"{'benchmark':<66} {'ratio':>7} {'bound':>7}  verdict  detail")
    for name in names:
        over += _print(name, known[name].run())
    return 1 if over else 0


def _modules() -> list[str]:
    return sorted(module.name for module in pkgutil.iter_modules(benchmarks.__path__) if module.name != "__main__")


def _module(name: str) -> object:
    return importlib.import_module(f"benchmarks.{name}")


def _print(name: str, lines: Iterable[Line]) -> int:
    over = 0
    for line in lines:
        bound = "-" if line.bound is None else f"{line.bound:.2f}"
        verdict = "" if line.bound is None else "over" if line.is_over else "ok"
        over += line.is_over
        print(f"{f'{name}: {line.name}':<66} {line.ratio:>7.2f} {bound:>7}  {verdict:<7}  {line.detail}", flush=True)
    return over


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
