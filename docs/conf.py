"""How Sphinx builds the pages: `nox -s docs`, where a warning is an error."""

import sys
from pathlib import Path

import collabtherapy

sys.path.insert(0, str(Path(__file__).parent))

project = "collabtherapy"
author = "the collabtherapy contributors"
project_copyright = author
version = release = collabtherapy.__version__

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinxcontrib.mermaid",
    "pages.enumerations",
    "pages.signatures",
    "pages.public_names",
]
exclude_patterns = ["_build", "pages"]
nitpicky = True

myst_enable_extensions = ["deflist"]
myst_heading_anchors = 3
myst_fence_as_directive = ["mermaid"]

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_preserve_defaults = True
python_use_unqualified_type_names = True
napoleon_use_rtype = False

html_theme = "furo"
html_title = f"collabtherapy {version}"
html_show_sphinx = False
