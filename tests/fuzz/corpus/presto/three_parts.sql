SELECT * FROM "lake"."old.shop".loan l, sea.shop.loan, shop.author WHERE l.book_id IN (SELECT id FROM cheap)
