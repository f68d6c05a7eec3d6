Here is the query:
```sql
SELECT title FROM book WHERE id = 1; -- all
```
It lists the titles.