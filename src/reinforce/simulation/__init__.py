"""Simulated learners, policies, results, and pictures of them."""
