-- What wrk asks, and how it tells what it found: `-- all` for every article in turn, `-- post …` for comments, and
-- `-- visit …` for all that a reader asks for who writes one, with a connection for each thread.

local path, field, token, cookie, series
local threads = 0

local function words(count)
  local syllables = { "ba", "de", "fi", "go", "hu", "la", "me", "ni", "ro", "tu", "va", "we" }
  local said = {}
  for at = 1, count do
    said[at] = syllables[math.random(12)] .. syllables[math.random(12)] .. syllables[math.random(12)]
  end
  return table.concat(said, "+")
end

local function all()
  local at = 0
  request = function()
    at = at % 1000 + 1
    return wrk.format("GET", "/articles/a" .. at)
  end
end

-- Each from another address, and by another reader.
local function form(to, with, at)
  local who = series .. "-" .. at
  local body = field .. "=" .. with .. "&name=Reader+" .. who .. "&email=" .. who .. "@example.org&body=" .. words(25)
  local headers = {
    ["Content-Type"] = "application/x-www-form-urlencoded",
    ["X-Forwarded-For"] = string.format("10.%d.%d.%d", series % 250, math.floor(at / 250) % 250, at % 250),
  }
  if cookie ~= "" then headers["Cookie"] = cookie end
  return wrk.format("POST", to, headers, body)
end

local function post()
  local at = 0
  request = function()
    at = at + 1
    return form(path, token, at)
  end
end

-- The page, by somebody who was never here; the comment under it; and the page that this leads to.
local function visit()
  local tokens, at, step, led = {}, number * 10000, 0, "nowhere"
  for each in token:gmatch("[^,]+") do tokens[#tokens + 1] = each end
  request = function()
    step = step % 3 + 1
    if step == 1 then at = at + 1 end
    local article = at % #tokens + 1
    local page = "/articles/a" .. article
    if step == 1 then return wrk.format("GET", page) end
    if step == 2 then return form(page .. "/comments", tokens[article], at) end
    return wrk.format("GET", led, cookie ~= "" and { ["Cookie"] = cookie } or nil)
  end
  response = function(_, headers) led = headers["location"] or headers["Location"] or led end
end

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

function init(args)
  if args[1] == "all" then all() end
  if args[1] == "post" or args[1] == "visit" then
    path, field, token, series, cookie = args[2], args[3], args[4], tonumber(args[5]), args[6] or ""
    math.randomseed(series * 100 + number)
    if args[1] == "post" then post() else visit() end
  end
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    '{"requests": %d, "seconds": %f, "bytes": %d, "p50": %f, "p99": %f, "refused": %d, "broken": %d}\n',
    summary.requests, summary.duration / 1e6, summary.bytes, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    errors.status, errors.connect + errors.read + errors.write + errors.timeout
  ))
end
