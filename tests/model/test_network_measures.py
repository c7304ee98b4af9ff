"""Measures of the network of a run: the same to the last digit in every process."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import pytest

from pcnsim.experiment.single import begin
from pcnsim.model.network import graph, measures
from tests.small import small


class Salted(str):
    """A name of which sets have another order, as those of texts have in every process."""

    __slots__ = ()
    salt = 0

    def __hash__(self) -> int:
        return hash((str(self), Salted.salt))

    def __eq__(self, other: object) -> bool:
        return str.__eq__(self, other) is True


@pytest.mark.unit
def test_measures_do_not_depend_on_the_order_of_sets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = small(tmp_path, "area.pcns=3", "area.practices_per_pcn=9", "weeks=60")
    network = graph(begin(config).run())
    plain = measures(network)
    assert 0 < plain["trust_weighted_clustering"] < 1
    for salt in range(5):
        monkeypatch.setattr(Salted, "salt", salt)
        assert measures(nx.relabel_nodes(network, Salted)) == plain
