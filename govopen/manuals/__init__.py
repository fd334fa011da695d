"""The manuals of docs/zh, readable inside the product: one text for the repository and for 帮助."""
