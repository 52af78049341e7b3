"""The law of a partnership and the fold of its acts.

Small values (`ids`, `moments`, `words`, `people`), the kernel (`decisions`), the
regions side by side, one `state`, the law as tables (`rights`, `gates`, `lifecycle`,
`duties`), its two readers (`verdict`, `fold`), and one `partnership`.
"""
