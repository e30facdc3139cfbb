#!lua
-- Opens the rebuilt sale by writing its terms, its stock and its epoch together. Until then, none of its data is valid.
--
-- KEYS  1 sale  2 reservations
-- ARGV  1 epoch that is being built  2 expected number of reservations  3 available  4 reserved (units)
--       5... field, value, ... of the sale and of the settings of all sales
-- Returns  ok | superseded | incomplete

if redis.call('HGET', KEYS[1], 'rebuild') ~= ARGV[1] then return 'superseded' end
if redis.call('HLEN', KEYS[2]) ~= tonumber(ARGV[2]) then return 'incomplete' end
redis.call('HSET', KEYS[1], 'available', ARGV[3], 'reserved', ARGV[4], unpack(ARGV, 5))
redis.call('HDEL', KEYS[1], 'rebuild')
return 'ok'
