"""Many stochastic-gradient runs at once: finite sums, ways of drawing their components, the compiled loop, the runs."""
