SELECT TOP 5 id, ifnull(title, ''), DATE_FORMAT(added, '%Y'), to_char(added, 'YYYY'), price = "x", weight ~ 'a', id % 2 == 0 FROM book WHERE added >= CURRENT_DATE - INTERVAL 30 DAY
