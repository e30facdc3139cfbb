#!lua
-- Loads the sale from the ledger's figures, unless it is here already: the counters of a loaded sale are never recomputed.
--
-- KEYS  1 sale
-- ARGV  1 available (units, from the ledger)  2 this server, as the caller knows it
--       3... field, value, ... of the sale and of the settings of all sales
-- Returns  opened | already-open

if redis.call('EXISTS', KEYS[1]) == 1 then return 'already-open' end
redis.call('HSET', KEYS[1], 'available', ARGV[1], 'reserved', 0, 'server', ARGV[2], 'sequence', 0, unpack(ARGV, 3))
return 'opened'
