"""Industrial chains (产业链): links in order, the enterprises on them, what is lacking, who offers what to whom."""
