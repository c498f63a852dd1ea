"""From stored answers and facts to the text of a record: pure functions, no database."""
