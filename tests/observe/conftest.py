"""What the tests of observation share."""

from collections.abc import Iterator

import pytest


@pytest.fixture
def quick_compilation() -> Iterator[None]:
    """Compiles without most optimisations: what is compiled once and run on a few small arrays gains by it."""
    import jax

    before = jax.config.values["jax_disable_most_optimizations"]
    jax.config.update("jax_disable_most_optimizations", True)
    yield
    jax.config.update("jax_disable_most_optimizations", before)
