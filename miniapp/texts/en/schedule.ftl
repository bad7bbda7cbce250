sched-loading = Loading the schedule
sched-empty = Nobody works on this day.
sched-open-hours = Open hours
sched-today = Today
sched-prev = Previous day
sched-next = Next day
sched-pick-day = { $day }, choose a day
sched-view = View
sched-view-day = Day
sched-view-week = Week
sched-view-list = List
sched-masters = Masters
sched-rooms = Rooms
sched-more-masters = +{ $count }
sched-who = Whom to show
sched-free-hours = { $name }, { $free } free
sched-column = { $name }, { $day }
sched-nobody = No client
sched-free = Free
sched-free-name = Free { $span }, { $name }. Book
sched-visit-name = { $span }, { $client }, { $services }, { $state }, { $master }
sched-hold = A client is choosing, { $minutes } min left
sched-hold-short = { $minutes } min
sched-class = { $name }, { $taken } of { $capacity }
sched-seats = { $taken } of { $capacity }
sched-class-name = { $span }, { $name }, { $taken } of { $capacity } taken, { $master }
sched-blocked = Blocked
sched-block-name = { $span }, blocked{ $reason }, { $master }
sched-off = Off
sched-off-name = { $span }, off{ $reason }, { $master }
sched-external = Taken in Bitrix24
sched-external-age = as of { $minutes } min ago
sched-external-old = as of { $hours } h ago
sched-outdated = Times from Bitrix24 were last read at { $time }: they may have changed.
sched-outdated-never = Times taken in Bitrix24 were not read yet.
sched-astray = outside working hours
sched-planned-long = to be confirmed
sched-now = Now { $time }
sched-add = Add
sched-book = Book
sched-month = Choose a day
sched-month-prev = Previous month
sched-month-next = Next month
sched-month-day = { $day }, { $visits ->
    [0] no visits
    [one] { $visits } visit
   *[other] { $visits } visits
}
sched-month-closed = { $day }, closed
sched-week-visits = { $visits ->
    [one] { $visits } visit
   *[other] { $visits } visits
}
sched-week-free = free { $free }
sched-off-short = off
sched-list-empty = No visits.

sched-menu = Actions: { $client }
sched-menu-open = Open
sched-menu-here = Here
sched-menu-noshow = No-show
sched-menu-noshow-from = From { $time } on
sched-menu-move = Move
sched-menu-write = Write
sched-menu-no-chat = This client has no chat.
sched-marked-here = Here: { $client }
sched-marked-noshow = No-show. The client hears at { $time }.
sched-marked-noshow-quiet = Marked as no-show.
sched-undone = As it was before.
sched-dont-write = Don’t tell
sched-wont-write = The client won’t hear.

sched-moving = Moving: { $client }
sched-moving-how = { $services }, { $length }. Tap a free place.
sched-moving-none = No places on this day.
sched-moving-next = Nearest: { $at }
sched-moving-was = was: { $at }, { $master }
sched-moving-stuck = This visit can’t be moved any more.
sched-everyone = All
sched-taken-column = taken
sched-move-to = Move to { $time }
sched-start-name = { $time }, { $master }
sched-start-day = { $day }, { $time }, { $master }
sched-pick-place = Choose a place
sched-tell = Tell the client
sched-moved = Moved to { $time }.
sched-moved-told = Moved to { $time }. We tell the client in 10 s.
sched-drop = To { $time }, { $master }?
sched-drop-move = Move
sched-drop-back = Put back
sched-resize = Until { $time }, { $length }?
sched-resize-do = Change
sched-resize-until = Until { $time }
sched-resized = Ends at { $time }.
sched-nearby = Free nearby:
sched-lost = { $time } is taken.

sched-block = Block time
sched-block-edit = Blocked time
sched-absence = Absence
sched-kind = What it is
sched-kind-block = Hours
sched-kind-off = Whole days
sched-block-who = Who
sched-block-from = From
sched-block-to = To
sched-block-date = Day
sched-block-first = First day
sched-block-last = Last day
sched-block-repeat = Repeat
sched-block-weekdays = On weekdays
sched-block-until = Repeat until
sched-block-reason = Reason
sched-block-reason-hint = Clients won’t see it.
sched-block-save = Block { $span }
sched-off-save = Block { $days }
sched-block-change = Save
sched-block-open = Free the time
sched-block-open-series = Free it and all after
sched-off-open = Cancel the absence
sched-block-wrong = The end must be after the beginning.
sched-block-done = Time blocked.
sched-block-changed = Time changed.
sched-block-opened = Time is free.
sched-affects-none = Nobody is affected.
sched-affects = { $count ->
    [one] It affects { $count } visit. Decide on it.
   *[other] It affects { $count } visits. Decide on each.
}
sched-affects-move = Move
sched-affects-keep = Keep
sched-affects-decide = Decide on this visit.
sched-affects-left = Left to decide: { $count }
