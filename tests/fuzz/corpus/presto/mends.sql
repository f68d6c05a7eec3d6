SELECT `id`, title::bigint, date_sub(added, 1) FROM book WHERE title ILIKE 'A%' AND added > now() - INTERVAL '1 day' LIMIT 5 OFFSET 5;
