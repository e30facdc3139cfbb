#!lua flags=no-writes
-- Reads the buyer's live reservations.
--
-- KEYS  1 buyer  2 reservations
-- Returns  order id, record, order id, record, ...

local found, buyer = {}, redis.call('HGETALL', KEYS[1])
for field = 1, #buyer, 2 do
  if buyer[field]:match('^key:') or buyer[field]:match('^order:') then
    found[#found + 1] = buyer[field + 1]
    found[#found + 1] = redis.call('HGET', KEYS[2], buyer[field + 1])
  end
end
return found
