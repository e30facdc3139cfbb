#!lua flags=no-writes
-- Which of these buyers, each with an idempotency key, have an order of the sale: the key's, live or ended, or another that holds units?
--
-- KEYS  1 sale  then of each: buyer, ended
-- ARGV  1 epoch  then of each: the idempotency key's field of the buyer
-- Returns  nil when the sale is not here in this epoch (nothing is known about these buyers then), else, as one string, for each
--          '2' the key has its order, '1' the buyer holds units, '0' there is none

local call = redis.call
if call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return nil end

local found = {}
for index = 2, #ARGV do
  local buyer, ended = KEYS[2 * index - 2], KEYS[2 * index - 1]
  local known = call('HMGET', buyer, 'units', ARGV[index])
  found[index - 1] = (known[2] or call('EXISTS', ended) == 1) and '2' or known[1] and '1' or '0'
end
return table.concat(found)
