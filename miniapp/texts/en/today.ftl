today-loading = Loading the day
today-attention = Needs a hand
today-waiting = { $count ->
    [one] { $count } waits, for { $wait }
   *[other] { $count } wait, the longest { $wait }
}
today-channel = { $channel } is down since { $time }
today-undelivered = { $count ->
    [one] { $count } message not delivered
   *[other] { $count } messages not delivered
}
today-unfinished = { $count ->
    [one] { $count } visit without a result
   *[other] { $count } visits without a result
}
today-unconfirmed = { $count ->
    [one] { $count } visit of 24 h not confirmed
   *[other] { $count } visits of 24 h not confirmed
}
today-ending = Hours are set only until { $day }: { $names }
today-hours = Open hours
today-guide = The guide is not finished: step { $step } of 7
today-go-on = Go on
today-open = Open
today-cure = What to do
today-mark = Mark
today-look = Look
today-hide = Hide till tomorrow
today-hidden = Hidden till tomorrow.
today-card-more = Hide the card
today-calm = Nobody waits
tile-visits = Visits
tile-free = Free
tile-no-shows = No-shows
tile-first = First reply
tile-free-note = from { $time } · { $service }
tile-free-none = nothing left today
tile-of = of { $count }
tile-no-answers = no answers yet
places-count = { $count ->
    [one] { $count } place
   *[other] { $count } places
}
seconds-short = { $count } s
today-next = Next visits
today-here = Is here
today-here-done = Here: { $name }
today-empty = No visits today. Free: { $places }.
today-empty-full = No visits today.
today-invite = Book a client
today-close = Close the day
today-off = Day off. Next working day: { $day }.
today-off-long = Day off today.
today-over = That is all for today: no more visits.
today-queue = Queue
