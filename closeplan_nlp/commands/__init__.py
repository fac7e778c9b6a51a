"""The commands of the command line, one module per subject; `closeplan_nlp.cli` puts them together.

Modules import typer and the options alone at the top, so that `--help` starts at once.
"""
