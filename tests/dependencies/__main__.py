"""``python -m tests.dependencies``: the locks are whole, and every licence; exit code 1 if not."""

from __future__ import annotations

import sys

from tests.dependencies import looking


def main() -> int:
    faults = []
    packages = looking.installed()
    for name in looking.LOCKED:
        lock = (looking.ROOT / f"{name}.txt").read_text(encoding="utf-8")
        wanted = (looking.ROOT / f"{name}.in").read_text(encoding="utf-8")
        faults += [f"{name}.txt: {each}" for each in looking.faults(lock, wanted)]
    lock = (looking.ROOT / "requirements.txt").read_text(encoding="utf-8")
    for each in looking.pinned(lock)[0]:
        package = packages.get(each.name)
        if package is None:
            sys.stdout.write(f"{each.name:<28} {each.version:<14} (not installed here)\n")
            continue
        said = looking.licence(package)
        sys.stdout.write(f"{each.name:<28} {each.version:<14} {said}\n")
        if package.version != each.version:
            faults.append(f"{each.name}: {package.version} is installed")
        if looking.STRICT.search(said) or not looking.FREE.search(said):
            faults.append(f"{each.name}: licence {said or 'unknown'}")
    sys.stdout.writelines(f"{fault}\n" for fault in faults)
    sys.stdout.write(f"{len(faults)} faults\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
