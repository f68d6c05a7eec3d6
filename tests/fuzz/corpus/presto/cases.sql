SELECT CASE WHEN price > 1 THEN 'x' WHEN sold THEN 2 END, CASE id WHEN 1 THEN 1 ELSE 'b' END, if(sold, 1, 'a'), coalesce(title, id), nullif(price, title), try(id / 0) FROM book
