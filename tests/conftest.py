"""What all tests share: property tests that try the same texts on every run."""

from hypothesis import settings

settings.register_profile("timkiem", derandomize=True, max_examples=60, deadline=None, database=None)
settings.load_profile("timkiem")
