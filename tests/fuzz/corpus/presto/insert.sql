INSERT INTO lake.shop.book (id) SELECT id FROM author
