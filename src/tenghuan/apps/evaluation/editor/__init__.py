"""The method editor: a scheme's text as a form, the form as a text, and steps that add and take away rows.

The text is what counts. The form shows its data, writes back what was changed and leaves everything else, so that
parts which the form does not know are never lost; row i of the form is row i of the text it was made from.
"""
