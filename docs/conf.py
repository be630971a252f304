"""How the docs are built: Sphinx, furo, MyST pages whose cells are executed, numpydoc."""

from importlib.metadata import version as installed

project = "clm"
author = "The clm authors"
project_copyright = "2026, The clm authors"
release = version = installed("clm")

extensions = [
    "myst_nb",
    "numpydoc",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
]
exclude_patterns = ["_build"]
templates_path = ["_templates"]
nitpicky = False

# pages
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 120

# reference
autosummary_generate = True
autodoc_typehints = "none"  # numpydoc says them
autodoc_member_order = "bysource"
numpydoc_show_class_members = False
numpydoc_class_members_toctree = False
numpydoc_xref_param_type = False

# looks
html_theme = "furo"
html_title = f"clm {release}"
html_show_sphinx = False
pygments_style = "friendly"
