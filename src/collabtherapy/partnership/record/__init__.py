"""The record: every act as it was handed in, and where each of them counts."""
