#!lua
-- Opens the rebuilt sale by writing its terms, its stock and its epoch together. Until then, none of its data is valid. What was restored on
-- another server, or before this one came back, may be gone in part.
--
-- KEYS  1 sale  2 reservations
-- ARGV  1 epoch that is being built  2 expected number of reservations  3 available  4 reserved (units)
--       5 this server, as the caller knows it  6... field, value, ... of the sale and of the settings of all sales
-- Returns  ok | superseded | incomplete

local note = redis.call('HMGET', KEYS[1], 'rebuild', 'server')
if note[1] ~= ARGV[1] or note[2] ~= ARGV[5] then return 'superseded' end
if redis.call('HLEN', KEYS[2]) ~= tonumber(ARGV[2]) then return 'incomplete' end
redis.call('HSET', KEYS[1], 'available', ARGV[3], 'reserved', ARGV[4], 'sequence', 0, unpack(ARGV, 6))
redis.call('HDEL', KEYS[1], 'rebuild')
return 'ok'
