"""to come"""

from collabtherapy.testing.machine import Promise, partnership_machine
