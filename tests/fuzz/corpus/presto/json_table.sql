SELECT * FROM book b, JSON_TABLE(b.data, 'lax $.items[*]' COLUMNS (n FOR ORDINALITY, name varchar PATH 'lax $.n' DEFAULT 'x' ON EMPTY, NESTED PATH 'lax $.t[*]' COLUMNS (tag varchar))) AS j
