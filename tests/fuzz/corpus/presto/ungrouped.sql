SELECT author_id, title, max(price) FROM book GROUP BY 1 ORDER BY sum(price)
