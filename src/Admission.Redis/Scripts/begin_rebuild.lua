#!lua
-- Closes the sale for a rebuild: while it has no epoch, requests and changes are answered not-loaded. An older rebuild that was delayed
-- does not disturb a newer one, and open_sale.lua finds the sale present and does not load it.
--
-- KEYS  1 sale
-- ARGV  1 epoch that is being built  2 this server, as the caller knows it
-- Returns  ok | superseded

local sale = redis.call('HMGET', KEYS[1], 'epoch', 'rebuild')
if math.max(tonumber(sale[1]) or 0, tonumber(sale[2]) or 0) >= tonumber(ARGV[1]) then return 'superseded' end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'rebuild', ARGV[1], 'server', ARGV[2])
return 'ok'
