SELECT cheap.id, cheap.price FROM cheap JOIN lake.shop.cheap c2 ON c2.title = cheap.title TABLESAMPLE BERNOULLI (10)
