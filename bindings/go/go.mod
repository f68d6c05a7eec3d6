module text2sql

go 1.19
