"""Build the documentation: ``sphinx-build -W --keep-going -b html docs OUT`` (extra ``docs``)."""

import sys
from pathlib import Path

from sphinx.domains.python import PyObject

import ethics_audit

sys.path.insert(0, str(Path(__file__).with_name("_extensions")))

project = "ethics-audit"
author = "The ethics-audit authors"
release = version = ethics_audit.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "filled_pages"]
exclude_patterns = ["_build"]
default_role = "py:obj"  # docstrings name other objects in single backquotes
nitpicky = False
suppress_warnings = ["config.cache"]

myst_heading_anchors = 3
myst_enable_extensions = ["deflist"]

autodoc_default_options = {
    "members": True,
    "inherited-members": "tuple,str,int,BaseException,Protocol,Generic",
    "exclude-members": "ERROR,RULES",
}
autodoc_class_signature = "mixed"
autodoc_typehints = "signature"
autodoc_preserve_defaults = True
python_maximum_signature_line_length = 80
python_use_unqualified_type_names = True
napoleon_use_ivar = True
toc_object_entries_show_parents = "hide"
for field in PyObject.doc_field_types:
    if field.name == "variable":
        field.label = "Attributes"  # the word that the docstrings use

html_theme = "furo"
html_title = "ethics-audit"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#14584f", "color-brand-content": "#14584f"},
    "dark_css_variables": {"color-brand-primary": "#7fd1c2", "color-brand-content": "#7fd1c2"},
}
