module ask_cgo

go 1.19
