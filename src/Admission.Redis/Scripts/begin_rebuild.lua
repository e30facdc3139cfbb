#!lua
-- Closes the sale for a rebuild: without an epoch every other script answers not-loaded. A newer rebuild is not disturbed by an older
-- one that was held up, and opening a sale that is absent finds it present.
--
-- KEYS  1 sale
-- ARGV  1 epoch that is being built
-- Returns  ok | superseded

local sale = redis.call('HMGET', KEYS[1], 'epoch', 'rebuild')
if math.max(tonumber(sale[1]) or 0, tonumber(sale[2]) or 0) >= tonumber(ARGV[1]) then return 'superseded' end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'rebuild', ARGV[1])
return 'ok'
