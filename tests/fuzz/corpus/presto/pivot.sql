SELECT DISTINCT t.* AS (a, b), (home).* FROM author t, ONLY book WHERE OVERLAPS(a, b) CORRESPONDING
