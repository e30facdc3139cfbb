#!lua
-- Restores orders as admit.lua (live) and end_reservation.lua (ended, with an idempotency key) left them.
--
-- KEYS  1 sale  2 reservations      (the buyer's and the ended order's key follow from the record, under the same hash tag)
-- ARGV  1 epoch that is being built  2 hash tag with its colon  3 lifetime of an idempotency key (ms)  4 the least time it is still kept (ms)
--       then for each order: live | ended, order id, record
-- Returns  ok | superseded

local call = redis.call
if call('HGET', KEYS[1], 'rebuild') ~= ARGV[1] then return 'superseded' end
local time = call('TIME')

for first = 5, #ARGV, 3 do
  local how, order, record = unpack(ARGV, first, first + 2)
  local quantity, accepted_at, user, key = record:match('^(%d+)\n(%d+)\n([^\n]*)\n([^\n]*)')
  if how == 'live' then
    local buyer = ARGV[2] .. 'buyer:' .. user
    call('HSET', KEYS[2], order, record)
    call('HSET', buyer, key ~= '' and 'key:' .. key or 'order:' .. order, order)
    call('HINCRBY', buyer, 'units', quantity)
    call('PERSIST', buyer)
  else
    local expires = math.max(accepted_at + ARGV[3], time[1] * 1000 + ARGV[4])
    call('SET', ARGV[2] .. 'ended:' .. #user .. ':' .. user .. ':' .. key, order .. '\n' .. record, 'PXAT', string.format('%.0f', expires))
  end
end
return 'ok'
