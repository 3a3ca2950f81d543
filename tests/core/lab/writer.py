"""A process of its own that writes into the lab book of its environment: python -m tests.core.lab.writer NAME COUNT [until killed]."""

from __future__ import annotations

import sys
from dataclasses import replace

from hea_core.composition import Composition
from hea_core.lab import Alloy, Conflict, Result, Store


def main(name: str, count: int) -> None:
    store = Store()
    counter = store.find(Composition.parse("CoCrFeNi"))
    assert counter is not None
    for k in range(count):
        kept = store.add(Alloy(Composition.from_amounts({"Al": k + 1, "Ni": 1000, name: 10}), who=name))
        store.add_result(kept, Result("single", who=name))
        print(kept.id, flush=True)
        while True:  # one row that all change: each looks again until nobody was faster
            counter = store.alloy(counter.id)
            try:
                store.save(replace(counter, notes=f"{counter.notes} {name}"))
                break
            except Conflict:
                continue


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
