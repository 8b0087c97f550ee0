"""The map of the whole: the groups of kinds, each in its fixed place, and how many links run between them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from kg.explorer.gather import Gathered
from kg.explorer.groups import GROUPS, group_of

if TYPE_CHECKING:
    from pyvis.network import Network

SEED = 5
OPTIONS = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False, "randomSeed": SEED},
    "interaction": {
        "hover": True,
        "hideEdgesOnDrag": True,
        "hideEdgesOnZoom": True,
        "multiselect": False,
        "zoomSpeed": 0.6,
        "tooltipDelay": 400,
    },
    "edges": {
        "smooth": False,
        "arrows": {"to": {"enabled": True, "scaleFactor": 0.42, "type": "vee"}},
        "arrowStrikethrough": False,
        "width": 1,
    },
    "nodes": {"shape": "custom"},
}
"""What vis-network is told: positions come computed, nothing moves by itself, edges are straight and hide while the view moves."""


def overview(gathered: Gathered) -> Network:
    """A pyvis Network of the groups that hold concepts, each with its count, and of the links between them with theirs."""
    kinds = gathered.vocabulary.kinds
    of_kind = {kind: group_of(kind, kinds) for kind in set(gathered.concepts.values())}
    group = {concept: of_kind[kind] for concept, kind in gathered.concepts.items()}
    sizes = Counter(group.values())
    flows = Counter((group[x.subject], group[x.object]) for x in gathered.links if not x.inferred)
    network = network_of([], [])
    for number in sorted(sizes):
        x, y = GROUPS[number].place
        network.add_node(number, label=GROUPS[number].label, shape="custom", x=x, y=y, value=sizes[number])
    for (one, other), count in sorted(flows.items()):
        network.add_edge(one, other, value=count)
    return network


def network_of(nodes: list[dict[str, Any]], edges: list[dict[str, Any]]) -> Network:
    """A pyvis Network of nodes and edges made before."""
    from pyvis.network import Network

    network = Network(directed=True, height="100%", width="100%")
    network.options = OPTIONS
    network.nodes, network.edges = nodes, edges
    return network
