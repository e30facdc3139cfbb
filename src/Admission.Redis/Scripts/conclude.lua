#!lua flags=allow-oom
-- The order is paid and its stock is sold: the reservation stays, for it counts against the purchase limit.
--
-- KEYS  1 sale  2 reservations      (the buyer's and the idempotency key follow from the record, under the same hash tag)
-- ARGV  1 epoch  2 order id  3 hash tag with its colon  4 lifetime of an idempotency key (ms)  5 its least rest (ms)
-- Returns  concluded | no-reservation | not-loaded

if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return 'not-loaded' end
local record = redis.call('HGET', KEYS[2], ARGV[2])
if not record then return 'no-reservation' end
local quantity, accepted_at, user, key = record:match('^(%d+)\n(%d+)\n([^\n]*)\n([^\n]*)')

-- The order has ended: now its idempotency key may age.
if key ~= '' then
  local time = redis.call('TIME')
  local expires = math.max(accepted_at + ARGV[4], time[1] * 1000 + ARGV[5])
  redis.call('PEXPIREAT', ARGV[3] .. 'idem:' .. #user .. ':' .. user .. ':' .. key, string.format('%.0f', expires))
end

return 'concluded'
