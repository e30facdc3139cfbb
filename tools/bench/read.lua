-- wrk: the same GET again and again, by a buyer who looks.
done = dofile((debug.getinfo(1, 'S').source:match('^@(.*/)') or './') .. 'report.lua')
