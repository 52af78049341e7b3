"""What generate.py writes, a file a page."""
