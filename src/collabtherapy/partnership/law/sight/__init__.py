"""Who may see what of a partnership: by kind of act, person, region and version."""
