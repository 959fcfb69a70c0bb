"""Documents: files of office programs, web pages and mails, read as text with its structure and places, and written into."""
