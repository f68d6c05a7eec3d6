SELECT 'open FROM book
