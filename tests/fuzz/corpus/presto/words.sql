SELECT date, first, at, "end", day FROM (VALUES 1) AS year (zone) WHERE a.b.c.d.e = "q""q" AND `b` = 1a AND @x = $1 AND #y
