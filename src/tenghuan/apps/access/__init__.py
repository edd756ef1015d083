"""Who may open which page and see which rows: roles, page guards, row scope."""
