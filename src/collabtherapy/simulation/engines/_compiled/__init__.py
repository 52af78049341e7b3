"""The engine compiled by Numba (extra ``fast``): one service after the other."""
