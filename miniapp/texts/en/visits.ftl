visit-loading = Loading the visit
visit-arrived = Client is here
visit-pay = Take { $amount }
visit-again = Book again
visit-move = Move
visit-cancel = Cancel visit
visit-restore = Restore visit
visit-noshow = No-show
visit-unmark = Take mark off
visit-refund = Refund
visit-more = What else can be done
visit-chat = Chat
visit-call = Call
visit-copy = Copy the number
visit-copied = Number copied
visit-nobody = No name
visit-counts = { $visits ->
    [0] First visit
    [one] { $visits } visit
   *[other] { $visits } visits
}{ $noshows ->
    [0] {""}
    [one] , { $noshows } no-show
   *[other] , { $noshows } no-shows
}
visit-late-cancels = { $count ->
    [one] { $count } late cancellation
   *[other] { $count } late cancellations
}
visit-barred = on the block list
visit-vip = VIP client
visit-note = Note
visit-note-add = Add a note
visit-note-edit = Edit the note
visit-note-save = Save the note
visit-test = Test visit
visit-outside = Off rules: { $reason }
visit-money = Money
visit-unpaid = not paid
visit-part = { $paid } paid, { $left } to go
visit-settled = paid
visit-free = free
visit-discount = Discount { $amount }: { $reason }
visit-payment = Payment, { $method }
visit-repaid = Refund, { $method }
visit-unconfirmed = Unconfirmed: no answer to the reminder
visit-notices = Messages to client
visit-history = History ({ $count })
visit-return = Undo
visit-undelivered = Not delivered: { $reason }. Call: { $phone }
visit-cancelled-by = Cancelled: { $by }, { $time }
visit-by-client = client
visit-by-us = us
visit-done-undone = Undone.
visit-moved-bar = Moved to { $time }.
visit-cancelled-bar = Visit cancelled.
visit-restored-bar = Visit restored.
visit-arrived-bar = Client is here.
visit-noshow-bar = No-show.
visit-paid-bar = Took { $amount }.
visit-free-bar = Marked as free.
visit-refunded-bar = Paid back { $amount }.
visit-booked-bar = Booked: { $time }.
visit-will-tell = Client is told in 10 s.
visit-will-tell-at = Client is told at { $time }.
visit-silence = Don’t tell
visit-silent = Not telling.
visit-changed = The visit changed. Showing it as it is now.
visit-held = On hold
visit-tell = Tell: { $channel }
visit-tell-nobody = No channel: please call

did-booked = Booked
did-moved = Moved
did-resized = Length changed
did-cancelled = Cancelled
did-restored = Restored
did-arrived = Here
did-no_show = No-show
did-paid = Payment
did-refunded = Refund
did-priced = Price changed
did-undone = Mark removed
did-noted = Note
did-notify_now = Told at once
did-notify_never = Not told
did-notify_back = To be told again
did-client_booked = Booked by client
did-client_moved = Moved by client
did-client_cancelled = Client cancelled
did-client = Client in chat
did-taken-back = undone

pay-title = Payment
pay-price = Price
pay-amount = Amount
pay-method = Paid by
pay-cash = cash
pay-card = card
pay-transfer = transfer
pay-online = online
pay-discount = Discount
pay-none = No discount
pay-rubles = In roubles
pay-percent = In per cent
pay-free = Free
pay-size = Discount size
pay-why = Reason
pay-promo = Promo
pay-regular = Regular
pay-mistake = Mistake
pay-own = Other
pay-why-free = Why free? The owner will see it.
pay-why-discount = Give the discount’s reason.
pay-total = To pay { $amount }
pay-do-free = Mark as free
pay-do = Take { $amount }
pay-too-much = { $amount } is left to pay.
pay-percent-wrong = From 0 to 100.
refund-title = Refund
refund-do = Pay back { $amount }
refund-why = Give the refund’s reason.

cancel-title = Cancel visit
cancel-who = Who cancels
cancel-client = Client asked
cancel-us = We cancel
cancel-why = Reason for log
cancel-late = The rule is { $hours } h before. Cancel all the same?
cancel-text = The client reads

book-client = Client
book-find = Name or end of number
book-found = Found
book-nobody-found = Nobody for “{ $text }”.
book-new = New: { $text }
book-nobody = No client
book-other-client = Other client
book-name = Name
book-phone = Phone
book-consent = The client agrees to data processing
book-need-consent = A phone is kept with consent only.
book-last = { $visits ->
    [0] not been here yet
    [one] { $visits } visit
   *[other] { $visits } visits
}
book-noshows = { $count ->
    [one] { $count } no-show
   *[other] { $count } no-shows
}: prepay
book-service = Service
book-services = Services
book-add = Add service
book-drop = Remove: { $name }
book-master = Master
book-anyone = Anyone
book-day = Day
book-time = Time
book-more = more
book-own-time = Own time
book-no-time = { $day }: nothing free.
book-near = Nearest:
book-price = Price
book-note = Note
book-tell = Tell the client
book-do = Book { $time }
book-do-any = Book
book-pick-service = Choose a service.
book-pick-time = Choose a time.
book-free-near = Free nearby:
book-force = Book all the same
book-loading-times = Finding times
book-branch = Branch
visit-score = Score { $score } of 5
