#!lua
-- Takes a new version of the sale, once: its terms as they are, its stock by the difference to the total taken last,
-- so that units sold meanwhile stay sold.
--
-- KEYS  1 sale
-- ARGV  1 epoch  2 version  3 total  4... field, value, ... of the sale
-- Returns  applied | already-applied | total-too-low | not-loaded

local sale = redis.call('HMGET', KEYS[1], 'epoch', 'version', 'total', 'available')
if sale[1] ~= ARGV[1] then return 'not-loaded' end
if tonumber(sale[2]) >= tonumber(ARGV[2]) then return 'already-applied' end

local difference = tonumber(ARGV[3]) - tonumber(sale[3])
-- Raising is always allowed, also while available stands below zero.
if difference < 0 and tonumber(sale[4]) + difference < 0 then return 'total-too-low' end

redis.call('HINCRBY', KEYS[1], 'available', difference)
redis.call('HSET', KEYS[1], unpack(ARGV, 4))
return 'applied'
