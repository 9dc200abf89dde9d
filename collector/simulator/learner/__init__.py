"""A seeded learner who studies in a world. Read `learner` first."""
