"""`python -m closeplan_nlp` is `closeplan`."""

from closeplan_nlp.cli import main

if __name__ == "__main__":
    main()
