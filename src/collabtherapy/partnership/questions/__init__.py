"""What may be asked of a state: what is so, what is owed, what may be done."""
