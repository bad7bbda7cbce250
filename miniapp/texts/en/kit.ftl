back = Back
close = Close
undo = Undo
again = Try again
save = Save
cancel = Cancel
loading = Loading
seconds-left = { $count } s
choose = Choose

state-planned = Awaited
state-confirmed = Confirmed
state-here = Here
state-paid = Paid
state-unpaid = Not paid
state-noshow = No-show
state-blocked = Blocked
state-cancelled = Cancelled

trouble-offline = Offline
trouble-slow = Slower than usual, still trying.
trouble-server = It failed on our side. Nothing has changed.
trouble-code = Code { $code }
trouble-forbidden = An administrator can do this.
trouble-gone = It is gone or not yours to see.
trouble-limited = Too often. Please wait { $seconds ->
    [one] { $seconds } second
   *[other] { $seconds } seconds
}.
trouble-wait-online = Changes wait until you are back online.

conflict = Changed while you were editing: { $name }, { $time }.
conflict-unknown = Changed while you were editing.
conflict-now = Now
conflict-yours = Yours
conflict-keep = Keep what is now
conflict-write = Write mine

draft = Draft of { $time }
draft-drop = Drop
required = Fill in this field.
money-wrong = Type an amount, such as 1,200.
ask-type = Type “{ $word }”
where = Where you work
where-now = { $name }, choose another place
where-here = chosen
where-branches = Branch
where-businesses = Business
