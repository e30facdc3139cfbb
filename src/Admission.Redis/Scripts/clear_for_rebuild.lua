#!lua
-- Deletes keys that are left over from the sale's incomplete data.
--
-- KEYS  1 sale  2... keys to delete
-- ARGV  1 epoch that is being built
-- Returns  ok | superseded

if redis.call('HGET', KEYS[1], 'rebuild') ~= ARGV[1] then return 'superseded' end
redis.call('UNLINK', unpack(KEYS, 2))
return 'ok'
