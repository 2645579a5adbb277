"""Plans as other networks write them, made in code and in our own words, each with its truth.

A document is a function in word.py, excel.py or text.py, marked with `made(...)`; test_made_plans.py reads all of them.
"""
