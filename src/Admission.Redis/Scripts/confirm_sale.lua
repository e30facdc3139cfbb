#!lua
-- Confirms that the sale's data on this server is not older than what is known of it. Until somebody has, a server that was started or promoted
-- with a copy admits nothing: whoever comes first may be the one who knows least.
--
-- KEYS  1 sale
-- ARGV  1 epoch  2 this server, as the caller knows it  3 the highest sequence of this epoch that anybody has seen
-- Returns  confirmed | behind | not-loaded

local sale = redis.call('HMGET', KEYS[1], 'epoch', 'server', 'sequence', 'wanted')
if sale[1] ~= ARGV[1] then return 'not-loaded' end
local wanted = sale[4] or '0'
if tonumber(ARGV[3]) > tonumber(wanted) then wanted = ARGV[3] end
if tonumber(sale[3] or 0) < tonumber(wanted) then
  -- Closed for all, whatever they have seen: who has seen less would confirm it again.
  redis.call('HSET', KEYS[1], 'wanted', wanted)
  redis.call('HDEL', KEYS[1], 'server')
  return 'behind'
end
if sale[2] ~= ARGV[2] then redis.call('HSET', KEYS[1], 'server', ARGV[2]) end
return 'confirmed'
