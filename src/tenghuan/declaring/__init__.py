"""What every command with a declaration shares: a YAML file checked, a table read exactly, a list written.

``documents``: a declaration becomes checked types, or its faults with line, place and remedy in Chinese.
``tables``: a workbook or CSV file becomes rows of fractions, dates and text, or its faults with row and column.
``numbers``: fractions, rounded half up and put into formulas.
``lists``: rows become ``.xlsx``, ``.csv`` or the text of a CSV file.
"""
