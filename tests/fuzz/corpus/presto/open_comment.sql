SELECT 1 /* open FROM book
