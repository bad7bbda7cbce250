# What the assistant says in English. Keys and variables are those of ru.ftl; a key that is missing here is said in Russian.

## Beginning
greeting = Hello! This is { $business }.
hello = Hello! This is { $business }. I can show free times, book, move or cancel a visit.
hello-promo = Hello! This is { $business }. { $promo }
hello-owner = You own “{ $business }”. Dialogues that need a person come here: reply to such a message and the client gets your words.
hello-member = You are on the team of “{ $business }”. Dialogues that need a person come here: reply to such a message and the client gets your words.
menu-resume = Go on: { $what }
menu-book = Book a visit
menu-mine = My visits
menu-price = Services and prices
menu-place = Address and hours
menu-human = Talk to a manager
menu-human-short = Manager
menu-human-typed = To talk to a person, write “manager”.
list-open = Choose
list-more = More
list-next = Next ›
list-previous = ‹ Previous
list-rest = More options:

## Booking
ask-location = Which branch suits you?
ask-category = What shall we do?
ask-service = Choose a service.
ask-service-among = Several services fit. Which one?
service-unknown = There is no such service. Here is what we have:
other-services = Other
ask-master = { $services }
    Who would you like?
any-master = Anyone who is free
other-master = Somebody else
master-unfit = { $master } does not do this. Who would you like?
add-service = + another service
added-service = { $services }
    What shall we add?
ask-time = { $what }
    { $day }: choose a time.
no-time = { $what }
    Nothing is free for the next { $days ->
        [one] { $days } day
       *[other] { $days } days
    }. A manager has your dialogue now and will help to find a place.
no-time-master = { $what }
    Everything is taken for the next { $days ->
        [one] { $days } day
       *[other] { $days } days
    }.
no-time-that-day = { $day }: nothing is free. The nearest: { $nearest }.
no-time-those-hours = { $day }: nothing is free at those hours. Here is what is near.
day-gone = That day is over, we will find another.
day-past = That day has passed. Here are the nearest times.
day-too-far = Booking is not open that far ahead. The last day with free times: { $last }.
ask-day = { $what }
    Choose a day. The number of free times stands beside it.
whole-day = Whole day
other-days = Other days
more-times = Later
earlier-times = Earlier
back = Back
taken-nearest = { $time } has just been taken. The nearest free times:
taken-none = { $time } has just been taken, and nothing else is free for now. Choose another service or call a manager.
noted = Noted: { $time }.
part-morning = in the morning
part-day = in the afternoon
part-evening = in the evening
part-after = after { $time }
part-before = before { $time }
part-between = between { $from } and { $to }
one-by-one = We book one person at a time here: first one visit, then the next. If you want to come at the same time, ask for a manager.
time-unclear = There is no such day or hour. Write, for example, “tomorrow 15:30”, or choose a button.
time-past = { $time } has passed. The nearest free times:
time-closed = There are no visits at { $time }. The nearest free times:

## Consent and contacts
ask-consent = { $when }
    { $services }

    The place is yours for { $minutes } min. To book it we need your name and phone, and for those your consent to personal data processing.
ask-consent-plain = { $when }
    { $services }

    To book we need your name and phone, and for those your consent to personal data processing.
consent-agree = I agree
consent-read = Read the text
consent-given = Thank you, your consent is recorded.
consent-refused = We understand. Without it we cannot book: there is nowhere to keep your name and phone. You can change your mind or write to a manager.
consent-refused-phone = We understand. Without it we cannot book: there is nowhere to keep your name and phone. You can change your mind, write to a manager, or call { $phone }.
phone-before-consent = We have not kept the number: your consent comes first.
ask-name = What is your name?
name-unclear = Please write your name in letters, for example: Anna.
ask-phone = { $name }, please leave your phone number: by the button below or as a message.
ask-phone-web = { $name }, please write your phone number.
ask-phone-own = { $name }, shall we use the phone number { $phone }? If not, please write another one.
phone-own = Yes, this one
share-contact = Share my number
phone-unclear = That does not look like a phone number. Example: +7 900 123-45-67.
phone-foreign-contact = That is not your own contact. Share yours by the button or write the number.
phone-saved = Thank you, the number is saved.

## Confirmation
summary = Please check:
    { $when }
    { $services }
    { $count ->
        [one] With: { $masters }
       *[other] With: { $masters }
    }
    Price: { $price }
    Address: { $address }
summary-hold = The place is yours for { $minutes } min.
confirm = Book it
other-time = Another time
drop = Do not book
booked = Done, you are booked.
    { $when }
    { $services }
    { $count ->
        [one] With: { $masters }
       *[other] With: { $masters }
    }
    Price: { $price }
    Address: { $address }
    { $directions }
already-booked = You are booked already.
    { $when }
    { $services }
calendar-file = The visit for your calendar
draft-dropped = All right, nothing is booked. Write whenever it suits you.
nothing-to-confirm = This booking is no longer current. Shall we start again?
price-from = from { $price }
price-free = free
price-less = { $price } instead of { $before }
approval-note = A manager will confirm it.
approval-send = Pass to the manager
approval = { $when }
    { $what }
    Passed on to a manager, who will confirm it.
approval-prepaid = { $when }
    { $what }
    Passed on to a manager, who will confirm it and tell you how to prepay.

## Discounts
code-valid = Code { $code }: { $size } off a visit booked by { $until }, that day included. It counts by itself, no need to repeat it.
code-used = The code { $code } was used already.
code-over = The code { $code } is over.
code-unknown = We see no code { $code } among yours. Please check its letters and digits, or ask for a manager.

## My visits
mine-none = You have no visits ahead.
mine = { $count ->
        [one] Your visit:
       *[other] Your visits:
    }
visit-line = { $when }
    { $services } · { $masters }
book-more = Book another visit
move = Move
cancel = Cancel the visit
cancel-short = Cancel
visit-gone = This visit is gone or has changed. Please look in “My visits”.
move-summary = Move the visit?
    From: { $old }
    To: { $new }
    { $services } · { $masters }
    Price: { $price }
move-confirm = Move it
move-keep = Leave as it is
move-same = { $time } is when you are booked already. Choose another time or leave it as it is.
moved = Done, the visit is moved.
    { $when }
    { $services }
    { $count ->
        [one] With: { $masters }
       *[other] With: { $masters }
    }
    Address: { $address }
kept = The visit stays as it is.
too-late = It is less than { $hours } h before the visit, so only a manager can change it. We have passed on what you ask.
ask-cancel-reason = { $when }
    { $services }
    Why cancel? Choose, or write a few words.
cancel-ill = Illness
cancel-plans = Plans changed
cancel-other = No reason
cancel-move = Rather move it
cancelled = Cancelled: { $when }. We will be glad to see you another time.
book-again = Book again

## Reminders
come = I will come
remind-ask = A reminder of your visit.
    { $when }
    { $services }
    { $count ->
        [one] With: { $masters }
       *[other] With: { $masters }
    }
    Address: { $address }
    Will you come?
remind-again = You have not told us yet whether you will come.
    { $when }
    { $services }
    If your plans changed, move or cancel the visit.
remind = A reminder: we expect you.
    { $when }
    { $services }
    { $count ->
        [one] With: { $masters }
       *[other] With: { $masters }
    }
    Address: { $address }
coming = Thank you, we expect you.
    { $when }
    { $services }
    Address: { $address }

## What staff did
notice-booked = You are booked.
    { $when }
    { $services }
    { $count ->
        [one] With: { $masters }
       *[other] With: { $masters }
    }
    Price: { $price }
    Address: { $address }
    { $directions }
notice-moved = Your visit was moved.
    Before: { $old }
    Now: { $when }
    { $services }
    { $count ->
        [one] With: { $masters }
       *[other] With: { $masters }
    }
    Address: { $address }
notice-cancelled = We are sorry: your visit is cancelled.
    { $when }
    { $services }
    Choose another time, and we will book you in.
notice-no-show = We expected you: { $when }. If your plans changed, we will find another time.
no-show-offer = To make it nicer to come back: { $size } off the next visit if it is booked by { $until }, that day included. Code { $code }, it counts by itself.
no-show-times = { $services }, the nearest times:
offer-no-show = After a missed visit

## The waitlist
wait-button = Tell me if it frees up
wait-joined = You are on the waitlist: { $what }, { $when }. We will write as soon as a place is free.
wait-free = There are places at this time. If none suits you, tap “Tell me if it frees up”.
wait-past = These days are over. Choose others.
wait-line = On the waitlist: { $what }, { $when }
wait-leave = Leave the waitlist
wait-left = You left the waitlist: { $what }. Write if you need it again.
wait-none = You are not on the waitlist.
wait-offer = The place that you waited for is free.
    { $when }
    { $services }
    { $count ->
        [one] With: { $masters }
       *[other] With: { $masters }
    }
    Price: { $price }
    Address: { $address }
    We are keeping it for you until { $until }.
wait-offer-last = If it does not suit you, we will offer no more.
wait-yes = Book it
wait-no = Does not suit
wait-declined = All right. You stay on the waitlist: { $what }, { $when }.
wait-declined-last = All right, we will offer no more. Write if you need it.
wait-gone = { $time } has been taken. You stay on the waitlist, we will offer the next one.
wait-gone-last = { $time } has been taken. Choose another time to book.

## Offers and feedback
chain-feedback = Thank you for coming: { $when }, { $services }.
    How was it? Rate it from 1 to 5.
chain-return = You were here: { $when }, { $services }.
    Book again? The same master: { $masters }.
chain-return-any = You were here: { $when }, { $services }.
    Book again?
chain-return-again = There still is a time for you: { $services }.
    If not now, this is our last word about it.
chain-trial = How was your first class: { $services }?
    For a result the second comes best soon: { $next }.
chain-trial-again = There still is a place for your second class: { $next }.
    If not now, this is our last word about it.
chain-upsell = With your visit { $when } goes: { $extra }.
    It takes { $duration }, { $price }, and the time beside is free. Add it?
chain-times = Choose a time
chain-no = Not now
offers-off = No more offers
chain-declined = All right, no more about it. Write whenever you want to book.
extra-add = Add
extra-no = No, thanks
extra-added = Added to your visit: { $extra }.
    { $when }
    { $services }
    Price: { $price }
extra-gone = That time was just taken, your visit stays as it was.
feedback-high = Thank you, glad that you liked it.
feedback-review = If you have a minute, tell others in a review.
feedback-review-link = Write a review
feedback-low = Sorry that it was not as you hoped. A manager has your answer now. Write what went wrong, a person will read it.
feedback-words = Thank you, we passed your words on.
feedback-late = This score can’t be changed any more.
heard-ask = How did you hear of us? We ask only once.
heard-maps = Maps
heard-social = Social media
heard-referral = Recommended
heard-sign = Passing by
heard-ads = Advertising
heard-site = Website, search
heard-other = Something else
heard-own-words = Tell us in a word or two.
heard-thanks = Thank you, noted.
ask-offers = May we send offers here: when it is time to book again, discounts? No more than { $count } a month, and you can say no at any time.
offers-yes = Yes, please
offers-no = No, thanks
offers-agreed = Thank you, only what is of use will come. Write “stop” to end it.
offers-declined = All right, no offers. Reminders of your own visits stay.
no-offers-booking = No more offers from us. You can finish the booking that you began, or leave it.

## Questions
prices = Services and prices:
price-line = { $service } — { $price }, { $duration }
minutes = { $minutes } min
hours = { $hours } h
hours-minutes = { $hours } h { $minutes } min
place-phone = Phone: { $phone }
closed = closed
book-this = Book this service
resume = Go on with the booking
welcome = You are welcome! Write whenever you need something.

## Requests from the site
form-heard = Thank you, we have your request. We will contact you.
form-places = You left a request on our site: { $service }. Nearest times:
form-hello = You left a request on our site. Shall we find a time?

## A person
human-called = A manager has your dialogue now.
human-soon = They will answer here, usually within { $minutes } min.
human-opens = We will answer here when we open: { $day } at { $time }.
human-sometime = They will answer here.
human-phone = If it is urgent, call { $phone }.
human-phone-closed = Phone: { $phone }.
human-waiting = A manager has your messages and will answer here.
human-waiting-long = A manager has your messages and will answer here. You have waited { $time }, we have reminded them.
human-waiting-closed = Your messages are kept for a manager. We will answer here when we open: { $day } at { $time }.
human-took = A manager is reading your dialogue and will answer here.
human-here = A person answers you here. Write, and they will see it.
human-is-you = You are the team: clients’ dialogues come to this chat, reply to them.
bot-back = The assistant is back. How can I help?
bot-again = The assistant answers again.
trouble = Something went wrong with that message. A manager has it now.
passage-reminders = Reminders in Telegram
passage-offer = Let us go on in Telegram: open the link, and what you began here will be there. It is for you only, for a day.
passage-open = Open Telegram
passage-prove = To go on with what you began, share your number: we compare it with the one that you wrote from.
passage-asked = We asked you in the former chat. Answer “Yes, it is me” there, and we go on here.
passage-ask-former = Your link was opened in Telegram. If it was you, confirm, and we go on there. If not, nobody saw your data.
passage-yes = Yes, it is me
passage-no = No, not me
passage-refused = Thank you. Nothing is shown there.
passage-known = The number is the same, we go on.
passage-wrong = This link is no longer good. You can book here as well.
passage-apart = There is another name under this number, so we begin anew here. You can book at once.
passage-member = This link is for a client.
passage-left = We go on in Telegram. You can write here too.
passage-here = You are with us in Telegram, we go on.
passage-led = You are with us in Telegram. The manager sees all messages and answers here.

## Not understood
unclear = I do not understand yet. I can book, move, cancel, or call a person.
unclear-answer = I do not understand yet. Choose a button or put it another way.
unclear-media = Received and kept for the manager. The assistant reads only text: write how we can help, or call a person.
unclear-edited = I see that you corrected a message. Please send it as a new one.
too-long = That is a very long message. Please write the main thing in a few words, or call a manager.
old-button = That button is out of date. Here is what is current:
button-gone = This button is out of date.

## For staff
card = A person is needed: { $reason }
    Client: { $name }{ $phone }, { $channel }
    { $draft }

    { $transcript }

    Reply to this message and the client gets your words.
card-waits = Waiting { $time }, no answer yet.
card-understood = Understood: { $text }
card-message = { $name }: { $text }
card-edited = (corrected) { $text }
card-how = To answer a client, reply to the message about them.
card-take = Take
card-took = The dialogue is yours. Reply to the message about the client and they get your words.
card-taken = { $name } leads the dialogue already.
card-yours = You lead the dialogue.
card-led = { $name } leads the dialogue.
card-free = The assistant leads the dialogue.
card-back = Back to the assistant
card-returned = The assistant leads the dialogue again.
card-erased = The client’s data were deleted on request.
card-sent = Sent to the client.
card-undelivered = The client did not get your reply: { $reason }
undelivered-blocked = they have blocked the bot
undelivered-other = the message could not be delivered
card-client = Client
template-guest = guest
card-bot = Assistant
card-person = Manager
card-text-only = Only text can be passed to the client.
card-canned = Canned replies
replies-choose = Which reply shall we show?
replies-none = There are no canned replies yet.
replies-how = To answer with a canned reply, press “Canned replies” under the message about the client, or reply to it with /replies.
reply-preview = { $title }

    { $text }
reply-without = Sentences are left out that need: { $what }.
reply-refused = { $title }: this client cannot be answered so, missing: { $what }.
reply-gone = This reply is gone.
reply-send = Send
reply-other = Another reply
reply-needs-name = name
reply-needs-service = service
reply-needs-time = time of the visit
reply-needs-address = address
reply-needs-phone = phone
card-open = Open
app-open = Open the app
app-menu = Shift
app-link = Link to sign in with a browser, good once and for 15 minutes: { $link }
channel-test = Connection check: the bot works and writes to you.
app-stranger = The app is for the team only. I can show free times and book you.
invite-welcome = You are in the team: { $business }. The schedule and requests wait in the app.
hello-known = { $business }: the bot knows you now. Try to book as a client would.
link-wrong = The link was used or is too old. Open the bot from the app again.
invite-wrong = The invitation was used or is too old. Ask the owner for a new one.
marks-ask = { $count ->
        [one] The visit is over. Did the client come?
       *[other] The visits are over. Who came?
    }
marks-done = Thank you, all is marked.
marks-line = { $time } { $name }, { $what }
marks-came = Came
marks-missed = Did not come
marks-undo = Undo
marks-is-arrived = the client came
marks-is-paid = the visit is paid
marks-is-no_show = the client did not come
marks-is-cancelled = the visit is cancelled
marks-by = { $state } ({ $name })
marks-already = Marked already: { $state }.
marks-changed = This can't be marked now: the visit is another.
marks-gone = This is gone or not for you to see.
draft-none = No booking begun.
draft-book = Booking begun: { $what }
draft-move = Moving a visit: { $was } ({ $what })
draft-cancel = Cancelling a visit: { $was } ({ $what })
channel = { $kind ->
        [telegram] Telegram
        [whatsapp] WhatsApp
        [instagram] Instagram
        [web] website chat
       *[other] { $kind }
    }
reason-asked = the client asked
reason-late = a change later than the rules allow
reason-trouble = the answer failed
reason-no-time = nothing is free
reason-unusual = the assistant cannot change this visit
reason-complaint = a complaint
reason-red-flag = urgent, alarming words in the message
reason-unclear = the assistant did not understand the client
reason-vip = an important client
reason-barred = only a person answers this client
reason-wish = a special request
reason-feedback = a low score for a visit
reason-no-shows = missed visits before, a person confirms the booking
reason-prepayment = missed visits before, prepayment is needed
reason-first = a new client: people first
reason-form = a request from the site
reason-passed = the dialogue was given to you
reason-moved-on = the client went on in Telegram
owner-welcome = You own “{ $business }” now. Dialogues that need a person come here: reply to such a message and the client gets your words.
owner-queue = { $count ->
        [one] { $count } dialogue is waiting.
       *[other] { $count } dialogues are waiting.
    }
owner-code-wrong = The code did not fit. A new one is printed at every start of the program.
master-moved = A visit of yours was moved.
    Before: { $old }
    Now: { $when }
    { $services }
master-away = A visit went to another master: { $old }
    { $services }
master-given = A visit was moved to you: { $when }
    { $services }
master-cancelled = A visit was cancelled: { $old }
    { $services }

## About the bot
command-start = Begin
command-book = Book a visit
command-my = My visits
command-app = Team app
command-human = Talk to a manager
bot-short = Online booking: { $business }
bot-description = { $business }: free times, booking, moving and cancelling visits in this chat, at any hour.

## Understanding
hours-lead = Opening hours:
team = Our specialists:
team-for = { $service } is done by:
menu-team = Specialists
nearest-visit = Nearest time
as-you-wish = All right. Write whenever you need something.
goodbye = All the best! Write whenever you need something.
anything-else = Anything else?
unsure = I can't say for sure. A manager knows better: call one with the button.
unclear-between = What do you need, exactly?
unclear-again = Sorry, still not clear to me. Choose a button, or I will call a person.
unclear-person = I could not understand you well enough.
urgent-danger = This sounds urgent. If it is serious, call 103 or 112 and don't wait for an answer here.
urgent-symptom = Sorry to hear that. Only a specialist can tell what it is and what to do: we are showing your message to our staff.
urgent-law = We see that this is serious. It goes to the management with the whole dialogue.
urgent-complaint = We are very sorry about that. A person will look into it: we are passing your message on.
no-offers = No more offers from us. Reminders of your own visits stay.
wrong-person = This seems to be meant for somebody else. No harm done: you can book here whenever you need to.
not-near = We see no visit of yours soon in this chat. If you booked another way, ask for a manager and they will pass it on.
late-noted = Passed on, thank you for telling us. By how many minutes?
late-fits = Passed on: you are expected, there is time.
late-tight = Passed on. The next visit is { $slack } min after yours, so yours may have to be shortened or moved.
here-noted = Great, passed on: somebody will meet you now.
of-another = A booking of another person can't be changed from this chat. We passed it to a person who will check.
card-feedback = Score { $score } of 5: { $when }, { $services }, { $masters }
card-late = Late ({ $when }): { $text }
card-here = Already here ({ $when })
pick-held = We are keeping { $time } for you. A manager will answer here.
pick-closed = { $time } can't be booked. A manager will find another time.
pick-taken = { $time } has just been taken. Free nearby:
card-picked = picks { $time }
skip = Skip
intent-book = booking
intent-cancel = cancellation
intent-reschedule = another time
intent-confirm = confirmation
intent-deny = refusal
intent-price = prices
intent-hours = opening hours
intent-address = address
intent-services = services
intent-staff = specialists
intent-human = a person
intent-complaint = complaint
intent-greeting = greeting
intent-thanks = thanks
intent-goodbye = farewell
intent-check-booking = own booking
intent-payment = payment
intent-out-of-scope = something else
digest-hello-day = Good morning. Yesterday: { $date }
digest-hello-week = Good morning. Week: { $from } – { $to }
digest-hello-month = Good morning. Month: { $from } – { $to }
digest-before-day = a week ago { $value }
digest-before-week = week before { $value }
digest-before-month = month before { $value }
digest-usual = usually { $value }
digest-leads = Requests
digest-speed = First answer
digest-booked = Bookings
digest-came = Visits
digest-revenue = Money
digest-no-show = No-shows
digest-no-visits = no visits
digest-nobody-asked = no requests
digest-unanswered = over half unanswered, within a minute { $within }
digest-answered = half in { $median }, within a minute { $within }
digest-unpaid = no payments noted
digest-no-norm = No usual values yet: { $days ->
        [one] data of { $days } day
       *[other] data of { $days } days
    }.
digest-tomorrow = Tomorrow { $share } of working time is taken.
digest-tomorrow-closed = No working hours tomorrow.
digest-waiting = Waiting for an answer: { $count }
digest-numbers = Numbers
digest-numbers-of = Numbers: { $name }
digest-queue = Who waits
digest-channels = Channels
digest-look = Take a look
digest-tomorrow-day = Tomorrow
advice-waiting = Advice: begin with those who wait ({ $count }). Whoever is answered first books more often.
advice-channel = Advice: stop the channel { $channel }. A client costs { $cost }, a visit gives { $gives }: we lose about { $loss } on each.
advice-empty = Advice: tomorrow is { $share } taken, { $free } free. { $count ->
        [0] Offer these times to regular clients.
       *[other] { $count } on the waitlist: offer them these times.
    }
advice-noShow = Advice: more no-shows than normal. See whether reminders and the confirmation a day before are on.
advice-accuracy = Advice: the assistant errs more than normal. Go through “Not understood”: five minutes will do.
advice-fallback = Advice: the assistant often fails to understand. Go through “Not understood”: five minutes will do.
advice-handover = Advice: the share of talks with people is off. See what they are called for.
advice-automatic = Advice: people get more talks than they should. See what they are called for.
advice-leadToBooking = Advice: fewer book than normal. See in the funnel at which step they leave.
advice-scheduleAhead = Advice: fill in the schedule. Without working hours nobody can book.
advice-slow = Advice: the first answer is slower than normal. See who is on duty and at which hours people wait.
advice-nothing = No advice today: none of the known numbers is out of bounds.
of-all = { $hits } of { $all }
seconds = { $seconds } s
alarm-low = { $name }: { $number }, normal from { $bound }
alarm-high = { $name }: { $number }, normal up to { $bound }
alarm-name-responseWithin60 = First answer within a minute
alarm-name-responseMedian = First answer, median
alarm-name-botResponseMedian = Assistant’s answer, median
alarm-name-accuracy = Understood right
alarm-name-fallback = Not understood
alarm-name-handover = Given to a person
alarm-name-automatic = Without a person
alarm-name-leadToBooking = Bookings of requests
alarm-name-noShow = No-shows
alarm-name-waitingTooLong = Waiting for an answer
alarm-name-scheduleAhead = Schedule
alarm-waiting = { $count ->
        [one] { $count } request waits over 10 minutes
       *[other] { $count } requests wait over 10 minutes
    }
alarm-schedule = Schedule: no working hours for the next 7 days, nobody can book
hook-broken = Webhook { $host }: events could not be delivered for a day. New events are still being sent.
hook-paused = Webhook { $host } has not answered for over three days. We paused it: events are kept and go out when you turn it on.
hook-gone = Webhook { $host } answered that it is gone. We turned it off.
hook-well = Webhook { $host } works again.
hook-open = Open webhooks
alarm-cleared = { $name }: back to normal
crm-failing = Bitrix24 ({ $host }) has taken nothing since { $since }: { $why }. Nothing is lost: all of it goes there as soon as it answers.
crm-why-broken = it does not answer
crm-why-asleep = it is under maintenance
crm-why-busy = it asks to wait
crm-why-expired = the webhook is not valid any more; make a new one and connect it
crm-why-rights = the webhook has too few rights
crm-why-plan = your plan has no access for other programs
crm-why-refused = it refuses a request
