"""Faults from outside, for minutes: ``make faults`` runs all, each for as long as it is told."""
