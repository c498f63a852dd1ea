"""One row of a file: from its cells to answers to a verdict, each error at its cell; a function of what it is given."""
