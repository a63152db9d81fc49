"""Big random places for benchmarks: invented by chance from a seed, written by COPY. No action runs, nothing is audited."""
