#!lua flags=allow-oom
-- Ends the reservation of an order that ended unsold, and takes its units off the buyer's count. With release, the units are for sale
-- again; with drop (the ledger rejected the order) they are not, because the ledger did not have them. Only a live reservation has an
-- effect, so a repeated call has none.
--
-- KEYS  1 sale  2 reservations      (the buyer's and the ended order's key follow from the record, under the same hash tag)
-- ARGV  1 epoch  2 order id  3 hash tag with its colon  4 lifetime of an idempotency key (ms)  5 the least time it is still kept (ms)
--       6 release | drop  7 this server, as the caller knows it  8 the highest sequence of this epoch that the caller has seen
-- Returns  { ended, sequence } | { no-reservation, sequence } | { not-loaded | unconfirmed | behind }

local call = redis.call
local sale = call('HMGET', KEYS[1], 'epoch', 'server', 'sequence')
local sequence = tonumber(sale[3] or 0)
if sale[1] ~= ARGV[1] then return { 'not-loaded' } end
if sale[2] ~= ARGV[7] then return { 'unconfirmed' } end
if sequence < tonumber(ARGV[8]) then return { 'behind' } end
local order = ARGV[2]
local record = call('HGET', KEYS[2], order)
if not record then return { 'no-reservation', sequence } end
local quantity, accepted_at, user, key = record:match('^(%d+)\n(%d+)\n([^\n]*)\n([^\n]*)')

call('HDEL', KEYS[2], order)
call('HINCRBY', KEYS[1], 'reserved', -quantity)
if ARGV[6] == 'release' then call('HINCRBY', KEYS[1], 'available', quantity) end
sequence = call('HINCRBY', KEYS[1], 'sequence', 1)

local buyer = ARGV[3] .. 'buyer:' .. user
call('HDEL', buyer, key ~= '' and 'key:' .. key or 'order:' .. order)
if call('HINCRBY', buyer, 'units', -quantity) <= 0 then
  -- Only the user's token bucket is left: it is kept until it is full, which may have been long ago.
  call('HDEL', buyer, 'units')
  call('PEXPIREAT', buyer, string.format('%d', (call('HGET', buyer, 'rate') or 0) / 1000 + 1))
end

-- Until now the idempotency key was kept with the reservation; from here on it has a lifetime of its own.
if key ~= '' then
  local time = call('TIME')
  local expires = math.max(accepted_at + ARGV[4], time[1] * 1000 + ARGV[5])
  call('SET', ARGV[3] .. 'ended:' .. #user .. ':' .. user .. ':' .. key, order .. '\n' .. record, 'PXAT', string.format('%.0f', expires))
end

return { 'ended', sequence }
