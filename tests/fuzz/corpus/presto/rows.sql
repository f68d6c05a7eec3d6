SELECT home.street, (home).zip, home[1], ROW(1, 'a'), CAST(ROW(1, 2) AS row(x bigint, y double)).x, prices['eur'], element_at(prices, 'usd'), likes[1] FROM author, book
