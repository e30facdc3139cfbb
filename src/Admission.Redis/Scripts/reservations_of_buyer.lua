#!lua flags=no-writes
-- Which live reservations has the buyer?
--
-- KEYS  1 buyer  2 reservations
-- Returns  order id, record, order id, record, ...

local found = {}
for _, order in ipairs(redis.call('HKEYS', KEYS[1])) do
  local record = order ~= 'units' and redis.call('HGET', KEYS[2], order)
  if record then
    found[#found + 1] = order
    found[#found + 1] = record
  end
end
return found
