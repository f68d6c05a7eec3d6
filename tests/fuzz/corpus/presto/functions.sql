SELECT * FROM TABLE(sequence(start => 1, stop => 10)), TABLE(exclude_columns(input => TABLE(book) PARTITION BY id ORDER BY title KEEP WHEN EMPTY, columns => DESCRIPTOR(id, title))) AS t
