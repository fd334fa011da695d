"""The import in the browser, a page for each step, and a plan's names and workbooks."""
