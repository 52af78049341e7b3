"""The law as tables: steps, gates, rights, duties, and the guards that they name."""
