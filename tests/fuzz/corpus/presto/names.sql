SELECT B.ID, "book"."TITLE", lake.shop.book.price, bok.title, b.titel, "Full Title" FROM lake.shop.book, Book b WHERE nothing = 1
