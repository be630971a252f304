"""The language of conditions: gate, parser and tree."""
