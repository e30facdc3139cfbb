#!lua
-- May this request have units of the sale? Decided whole or not at all: every refusal leaves no trace.
--
-- KEYS  1 sale  2 reservations  3 buyer  4 intents  5 idempotency (only with a key)
-- ARGV  1 epoch  2 deadline (ms of this server's clock)  3 order id  4 user id  5 quantity
--       6 idempotency key  7 hash of the values under it  8 email
-- Returns  outcome, this server's clock in ms; for accepted and replayed also order id and record.
--
-- The flags of `#!lua` (none) make the server refuse before the first line when it cannot write.

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local sale = redis.call('HMGET', KEYS[1], 'epoch', 'starts_at', 'ends_at', 'paused', 'per_customer_limit',
  'available', 'price', 'currency', 'payment_window_seconds')

if sale[1] ~= ARGV[1] then return { 'not-loaded', now } end
if now > tonumber(ARGV[2]) then return { 'late', now } end

if KEYS[5] then
  local known = redis.call('GET', KEYS[5])
  if known then
    local order, record = known:match('^([^\n]*)\n(.*)$')
    local hash = record:match('^%d+\n%d+\n[^\n]*\n[^\n]*\n([^\n]*)')
    if hash == ARGV[7] then return { 'replayed', now, order, record } end
    return { 'idempotency-key-reused', now }
  end
end

-- Rate limits belong here: after the idempotency key (a replay costs nobody a token), before all that a refusal reveals.

if now < tonumber(sale[2]) then return { 'sale-not-open', now } end
if now >= tonumber(sale[3]) then return { 'sale-closed', now } end
if sale[4] == '1' then return { 'sale-paused', now } end

local quantity = tonumber(ARGV[5])
local units = tonumber(redis.call('HGET', KEYS[3], 'units') or 0)
if units + quantity > tonumber(sale[5]) then return { 'purchase-limit', now } end
if tonumber(sale[6]) < quantity then return { 'sold-out', now } end

-- The same record for the reservation, the intent and the idempotency key; OrderRecord.cs reads it.
local record = table.concat({ quantity, now, ARGV[4], ARGV[6], ARGV[7], sale[7], sale[8], sale[9], ARGV[8] }, '\n')

redis.call('HINCRBY', KEYS[1], 'available', -quantity)
redis.call('HINCRBY', KEYS[1], 'reserved', quantity)
redis.call('HSET', KEYS[2], ARGV[3], record)
redis.call('HINCRBY', KEYS[3], 'units', quantity)
redis.call('HSET', KEYS[3], ARGV[3], 1)
-- No expiry yet: the key must outlive its order. The script that ends the reservation sets it.
if KEYS[5] then redis.call('SET', KEYS[5], ARGV[3] .. '\n' .. record) end
redis.call('XADD', KEYS[4], '*', 'order', ARGV[3], 'record', record)

return { 'accepted', now, ARGV[3], record }
