"""What goes on side by side: a file a region, with its acts, refusals and fold."""
