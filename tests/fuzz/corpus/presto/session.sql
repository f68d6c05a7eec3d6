SET SESSION lake.x = 'y'
