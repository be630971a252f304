"""Codes for ids: columns of text or numbers as int32, by first appearance."""
