"""How many cores one answer may use."""

from __future__ import annotations


def one_core() -> None:
    """Keep numpy's products in this process to the core that asks for them.

    Sessions share the cores already. OpenBLAS gives a product as small as ours to all of them, and its threads wait for each other in
    loops: a new point of the map took 96 ms of processor time on two busy cores, and takes 18.
    """
    from threadpoolctl import threadpool_limits

    threadpool_limits(1, user_api="blas")
