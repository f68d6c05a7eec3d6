Here is the query you asked for:
```sql
SELECT 1
```