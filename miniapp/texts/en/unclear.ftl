unclear-loading = Loading phrases
unclear-week = this week
unclear-empty = All was understood this week.
unclear-phrases = { $count ->
    [one] { $count } phrase
   *[other] { $count } phrases
}
unclear-single = A phrase alone
unclear-rest = { $count } more
unclear-groups = Groups
unclear-about = It is about:
unclear-meanings = What it means
unclear-all-meanings = More
unclear-not-ours = Not ours
unclear-preview = Then: { $understood } of { $of } understood
unclear-changed = { $count ->
    [one] { $count } other phrase changes
   *[other] { $count } other phrases change
}
unclear-unchanged = Other phrases stay as they are.
unclear-change = now: { $before }, then: { $after }
unclear-nothing = not understood
unclear-teach = { $count ->
    [one] Add { $count } example
   *[other] Add { $count } examples
}
unclear-choose = Choose what it is about
unclear-taught = Now { $understood } of { $of } understood.
unclear-hidden = Group put away.
unclear-back = All as it was.
meaning-book = Book
meaning-cancel = Cancel
meaning-reschedule = Move
meaning-confirm = Confirm
meaning-deny = Decline
meaning-price = Prices
meaning-hours = Hours
meaning-address = Address
meaning-services = Services
meaning-staff = Masters
meaning-human = Call a person
meaning-complaint = Complaint
meaning-greeting = Greeting
meaning-thanks = Thanks
meaning-goodbye = Goodbye
meaning-check_booking = My booking
meaning-payment = Payment
meaning-out_of_scope = Not ours
key-teach = Add examples
key-choose = Choose a meaning
