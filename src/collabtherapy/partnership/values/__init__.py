"""What the law speaks of: ids, moments, words, people, and the names of things."""
