"""Whole blogs on their way in: a source tells what is in it as records, and these become pieces, letters and addresses.

A new source is one file that has what `records.Source` asks for.
"""
