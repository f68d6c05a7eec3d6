CALL lake.system.flush(a => 1, 'b')
