SELECT author_id, sold, sum(price), grouping(author_id, sold) FROM book GROUP BY GROUPING SETS ((author_id, sold), ROLLUP (sold), CUBE (author_id), ()) HAVING count(*) > 1
