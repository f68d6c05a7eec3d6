SELECT transform(likes, x -> upper(x)), reduce(ARRAY[1, 2], 0, (s, x) -> s + x, s -> s), filter(likes, x -> x = name), any_match(likes, x -> x LIKE 'a%') FROM author
