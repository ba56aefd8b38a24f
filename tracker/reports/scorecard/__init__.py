"""How agencies compare: measures, weights, ladders, ranks, each number with its origin."""
