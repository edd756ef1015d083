"""What leaves the platform: tables as workbooks; later bulletins and notices."""
