#!lua
-- Is the sale here? If not, it is loaded from the ledger's figures. Redis is never recomputed while it is loaded.
--
-- KEYS  1 sale
-- ARGV  1 available (units, from the ledger)  2... field, value, ... of the sale and of the settings of all sales
-- Returns  opened | already-open

if redis.call('EXISTS', KEYS[1]) == 1 then return 'already-open' end
redis.call('HSET', KEYS[1], 'available', ARGV[1], 'reserved', 0, unpack(ARGV, 2))
return 'opened'
