SELECT 1 /* /* nested */ ; DROP TABLE book; */ ; -- x
$x$ ; DELETE FROM book; $x$