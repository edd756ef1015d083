"""Every read of the evaluation that more than one view needs; row scope applied."""
