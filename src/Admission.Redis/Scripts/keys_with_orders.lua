#!lua flags=no-writes
-- Which of these idempotency keys have made an order of the sale, live or ended?
--
-- KEYS  1 sale  then of each idempotency key: buyer, ended
-- ARGV  1 epoch  then of each idempotency key: its field of the buyer
-- Returns  nil when the sale is not here in this epoch (what its keys were is not known then), else for each '1' or '0', as one string

local call = redis.call
if call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return nil end

local found = {}
for index = 2, #ARGV do
  local buyer, ended = KEYS[2 * index - 2], KEYS[2 * index - 1]
  found[index - 1] = (call('HEXISTS', buyer, ARGV[index]) == 1 or call('EXISTS', ended) == 1) and '1' or '0'
end
return table.concat(found)
