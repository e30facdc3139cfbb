#!lua
-- Decides requests for units of the sale: each separately, in the order given, completely or not at all. A refusal leaves no trace
-- except in the rate limits, and a request that one limit refuses is counted by none of them.
--
-- KEYS  1 sale  2 reservations  3 intents  4 rate of the sale
--       then for each request: buyer, ended (only with an idempotency key), rate of the address (only with an address)
-- ARGV  1 epoch  2 this server, as the caller knows it  3 the highest sequence of this epoch that the caller has seen
--       then for each request: deadline (ms of this server's clock), order id, user id, quantity, email,
--       idempotency key, hash of the values sent with it, address ('': none)
-- Returns  this server's clock in ms, sequence (nil when the sale's data is not to be believed: the outcome is then the same for all requests),
--       then for each request { outcome, ... }, where the outcome is followed by
--       accepted: record · replayed: record, order id · failed: the error
--       rate-limited: policy, quota, its window (s), wait until the next request is allowed (ms)
--
-- Because `#!lua` has no flags, a server that cannot write refuses the script before its first line.
-- The script runs for every request, so its costs (separate keys, closures with many upvalues, formatting numbers) were measured:
-- ADR 0016 and 0019.

local call = redis.call
local time = call('TIME')
local second, ms = tonumber(time[1]), math.floor(time[2] / 1000)
local now, now_us = second * 1000 + ms, second * 1000000 + time[2]

local sale = call('HMGET', KEYS[1], 'epoch', 'starts_at', 'ends_at', 'paused', 'per_customer_limit', 'available', 'reserved',
  'price', 'currency', 'payment_window_seconds', 'user_rate', 'global_rate',
  'user_burst', 'default_user_rate', 'default_global_rate', 'address_burst', 'address_rate', 'server', 'sequence')
local sequence = tonumber(sale[19] or 0)

-- The same for all requests of the call.
local closed, available, limit, accepted_at, terms
local unbelieved = sale[1] ~= ARGV[1] and 'not-loaded' or sale[18] ~= ARGV[2] and 'unconfirmed' or sequence < tonumber(ARGV[3]) and 'behind'
if not unbelieved then
  closed = now < tonumber(sale[2]) and 'sale-not-open' or now >= tonumber(sale[3]) and 'sale-closed' or sale[4] == '1' and 'sale-paused'
  limit, available = tonumber(sale[5]), tonumber(sale[6])
  accepted_at, terms = string.format('\n%d\n', now), '\n' .. sale[8] .. '\n' .. sale[9] .. '\n' .. sale[10] .. '\n'
end

-- A token bucket with a burst and a refill rate per second. Its whole state is one number: when it will be full again, in
-- microseconds (GCRA). Drawing a token moves that moment by one interval. An empty bucket is full again after all its intervals;
-- its key is kept only until then, because a full bucket carries no information.
local function bucket(burst, rate)
  if not burst or not rate or rate == 0 then return end
  local interval = math.floor(1000000 / rate)
  return interval, burst * interval, string.format('%d', (now_us + burst * interval) / 1000 + 1)
end
local user_rate = tonumber(sale[11]) or tonumber(sale[14])
local user_interval, user_refill, user_expiry = bucket(sale[13], user_rate)
local address_rate = tonumber(sale[17])
local address_interval, address_refill, address_expiry = bucket(sale[16], address_rate)

-- If many requests in a call come from one address (a proxy, an office), its bucket is read and written only once.
local addresses = {}

-- Returns when the bucket will be full after a token is drawn, and how long the caller has to wait for that token.
local function draw(full_at, interval, refill)
  local after = math.max(tonumber(full_at or 0), now_us) + interval
  return after, after - now_us - refill
end

local function limited(policy, quota, window, wait)
  return { 'rate-limited', policy, quota, window, wait }
end

-- The sale's limit applies to the requests of this second and the one before together.
local quota = tonumber(sale[12]) or tonumber(sale[15]) or 0
local count, count_before, counted = 0, 0, false
if quota > 0 then
  local rate = call('HMGET', KEYS[4], 'second', 'count', 'before')
  local age = second - tonumber(rate[1] or 0)
  if age == 0 then count, count_before = tonumber(rate[2]), tonumber(rate[3])
  elseif age == 1 then count_before = tonumber(rate[2]) end
end

local function decide(first, buyer, ended, address_key)
  local deadline, order, user, quantity, email, key, hash = unpack(ARGV, first, first + 6)
  if unbelieved then return { unbelieved } end
  if now > tonumber(deadline) then return { 'late' } end

  -- Everything known about the buyer is in one hash: separate keys would mean two more keys to look up and write per request.
  local place = key ~= '' and 'key:' .. key or 'order:' .. order
  local known = call('HMGET', buyer, 'units', 'rate', place)
  local units, user_rate_full, known_order = known[1], known[2], known[3]

  if ended then
    local record
    if known_order then
      record = call('HGET', KEYS[2], known_order)
    else
      local value = call('GET', ended)
      if value then known_order, record = value:match('^([^\n]*)\n(.*)$') end
    end
    if record then
      if record:match('^%d+\n%d+\n[^\n]*\n[^\n]*\n([^\n]*)') == hash then return { 'replayed', record, known_order } end
      return { 'idempotency-key-reused' }
    end
  end

  -- The rate limits come after the idempotency key, so that a replay costs no token. A request counts only if all three limits allow it.
  local user_full, address_full, wait
  if user_interval then
    user_full, wait = draw(user_rate_full, user_interval, user_refill)
    if wait > 0 then return limited('user', sale[13], math.ceil(sale[13] / user_rate), math.ceil(wait / 1000)) end
    user_full = string.format('%d', user_full)
  end
  if address_interval and address_key then
    address_full, wait = draw(addresses[address_key] or call('GET', address_key), address_interval, address_refill)
    if wait > 0 then return limited('address', sale[16], math.ceil(sale[16] / address_rate), math.ceil(wait / 1000)) end
  end
  if quota > 0 then
    if count + count_before >= quota then return limited('sale', quota, 2, (count < quota and 1000 or 2000) - ms) end
    count, counted = count + 1, true
  end
  if address_full then addresses[address_key] = address_full end

  local wanted = tonumber(quantity)
  local refused = closed or (units or 0) + wanted > limit and 'purchase-limit' or available < wanted and 'sold-out'
  if refused then
    if user_full then
      call('HSET', buyer, 'rate', user_full)
      if not units then call('PEXPIREAT', buyer, user_expiry) end
    end
    return { refused }
  end

  -- The same record for the reservation and the intent; OrderRecord.cs reads it.
  local record = quantity .. accepted_at .. user .. '\n' .. key .. '\n' .. hash .. terms .. email

  available = available - wanted
  call('HSET', KEYS[2], order, record)
  call('HSET', buyer, 'units', (units or 0) + wanted, 'rate', user_full or 0, place, order)
  -- The key of a buyer with a reservation does not expire; that of a user who was only refused does.
  if user_rate_full and not units then call('PERSIST', buyer) end
  call('XADD', KEYS[3], '*', 'order', order, 'record', record)
  return { 'accepted', record }
end

local replies, key = { now, false }, 5
for first = 4, #ARGV, 8 do
  local buyer, ended, address_key = KEYS[key], nil, nil
  key = key + 1
  if ARGV[first + 5] ~= '' then ended, key = KEYS[key], key + 1 end
  if ARGV[first + 7] ~= '' then address_key, key = KEYS[key], key + 1 end

  -- An error in one request (a key of the wrong type, say) neither undoes nor hides the others, which are already written.
  local decided, reply = pcall(decide, first, buyer, ended, address_key)
  replies[#replies + 1] = decided and reply or { 'failed', type(reply) == 'table' and reply.err or reply }
end

local taken = available and sale[6] - available or 0
if taken > 0 then
  sequence = sequence + 1
  call('HSET', KEYS[1], 'available', available, 'reserved', sale[7] + taken, 'sequence', sequence)
end
if not unbelieved then replies[2] = sequence end
for address_key, full_at in pairs(addresses) do call('SET', address_key, string.format('%d', full_at), 'PXAT', address_expiry) end
if counted then call('HSET', KEYS[4], 'second', second, 'count', count, 'before', count_before) end
return replies
