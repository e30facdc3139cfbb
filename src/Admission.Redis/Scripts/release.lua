#!lua flags=allow-oom
-- The order ended unpaid: its units are for sale again. Only a live reservation moves units, so a replay moves none.
--
-- KEYS  1 sale  2 reservations      (the buyer's and the idempotency key follow from the record, under the same hash tag)
-- ARGV  1 epoch  2 order id  3 hash tag with its colon  4 lifetime of an idempotency key (ms)  5 its least rest (ms)
-- Returns  released | no-reservation | not-loaded

if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return 'not-loaded' end
local record = redis.call('HGET', KEYS[2], ARGV[2])
if not record then return 'no-reservation' end
local quantity, accepted_at, user, key = record:match('^(%d+)\n(%d+)\n([^\n]*)\n([^\n]*)')

local buyer = ARGV[3] .. 'buyer:' .. user
redis.call('HDEL', KEYS[2], ARGV[2])
redis.call('HDEL', buyer, ARGV[2])
if redis.call('HINCRBY', buyer, 'units', -quantity) <= 0 then redis.call('DEL', buyer) end
redis.call('HINCRBY', KEYS[1], 'reserved', -quantity)
redis.call('HINCRBY', KEYS[1], 'available', quantity)

-- The order has ended: now its idempotency key may age.
if key ~= '' then
  local time = redis.call('TIME')
  local expires = math.max(accepted_at + ARGV[4], time[1] * 1000 + ARGV[5])
  redis.call('PEXPIREAT', ARGV[3] .. 'idem:' .. #user .. ':' .. user .. ':' .. key, string.format('%.0f', expires))
end

return 'released'
