"""From a workbook of 50,000 × 20 to committed rows: ours beside django-import-export, on the same file in one run."""
