"""What the docs say of the small models that are explored in every run."""

from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "small_models.md"


def documented(model: str) -> tuple[int, int, str]:
    """Give the states, acts and digest that the docs say a model has."""
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if cells[0] == model:
            states, edges = (int(cell.replace(",", "")) for cell in cells[2:4])
            return states, edges, cells[4].strip("`")
    raise LookupError(model)
