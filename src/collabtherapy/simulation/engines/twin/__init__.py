"""The slow twin: everybody an ordinary partnership, which records what is done."""
