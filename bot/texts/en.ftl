# What the assistant says in English. Keys and variables are those of ru.ftl; a key that is missing here is said in Russian.

## Beginning
hello = Hello! This is { $business }. I can show free times, book, move or cancel a visit.
hello-promo = Hello! This is { $business }. { $promo }
hello-owner = You own “{ $business }”. Dialogues that need a person come here: reply to such a message and the client gets your words.
hello-again = How can I help?
menu-book = Book a visit
menu-mine = My visits
menu-price = Services and prices
menu-place = Address and hours
menu-human = Talk to a manager

## Booking
ask-location = Which branch suits you?
ask-category = What shall we do?
ask-service = Choose a service.
ask-service-among = Several services fit. Which one?
service-unknown = There is no such service. Here is what we have:
ask-master = { $services }
    Who would you like?
any-master = Anyone
add-service = + another service
added-service = Add a service to: { $services }
ask-time = { $what }
    { $day }: choose a time.
no-time = { $what }
    Nothing is free for the next { $days ->
        [one] { $days } day
       *[other] { $days } days
    }. A manager will help to find a place.
no-time-that-day = { $day }: nothing is left. The nearest, { $nearest }:
ask-day = { $what }
    Choose a day. The number of free places stands beside it.
other-days = Other days
more-times = Later times
earlier-times = Earlier
back = Back
taken-nearest = { $time } has just been taken. The nearest free times:
taken-none = { $time } has just been taken, and nothing else is free for now. A manager will help.
time-unclear = Write a day and a time, such as “tomorrow 15:30”, or choose a button.
time-past = That time has passed. Choose another one:
time-closed = There are no visits at that time. The nearest free ones:

## Consent and contacts
ask-consent = The place is yours for { $minutes } min. To book it we need your name and phone, and for those your consent to personal data processing.
ask-consent-plain = To book we need your name and phone, and for those your consent to personal data processing.
consent-agree = I agree
consent-read = Read the text
phone-before-consent = We are not keeping the number yet: your consent comes first.
ask-name = What is your name?
name-unclear = Please write your name in letters, for example: Anna.
ask-phone = { $name }, please leave your phone number: by the button below or as a message.
ask-phone-web = { $name }, please write your phone number.
share-contact = Share my number
phone-unclear = That does not look like a phone number. Example: +7 900 123-45-67.
phone-foreign-contact = That is somebody else’s contact. Share your own by the button or write the number.
phone-saved = Thank you, the number is saved.

## Confirmation
summary = Please check:
    { $when }
    { $services }
    With: { $masters }
    Price: { $price }
    Address: { $address }
summary-hold = The place is yours for { $minutes } min.
confirm = Book it
other-time = Another time
drop = Do not book
booked = Done, you are booked.
    { $when }
    { $services }
    With: { $masters }
    Price: { $price }
    Address: { $address }
    { $directions }
calendar-file = The visit for your calendar
draft-dropped = All right, nothing is booked. Write whenever it suits you.
nothing-to-confirm = This booking is no longer current. Shall we start again?
price-from = from { $price }
price-free = free

## My visits
mine-none = You have no visits ahead.
mine = Your visits:
visit-line = { $when }
    { $services } · { $masters }
move = Move
cancel = Cancel the visit
visit-gone = This visit is gone or has changed.
move-summary = Move the visit?
    From: { $old }
    To: { $new }
    { $services } · { $masters }
    Price: { $price }
move-confirm = Move it
move-keep = Leave as it is
moved = Done, the visit is moved.
    { $when }
    { $services }
    With: { $masters }
    Address: { $address }
kept = The visit stays as it is.
too-late = It is less than { $hours } h before the visit, so only a manager can change it. Calling one.
ask-cancel-reason = { $when }
    { $services }
    Why cancel? Choose, or write a few words.
cancel-ill = Illness
cancel-plans = Plans changed
cancel-other = No reason
cancel-move = Rather move it
cancelled = Cancelled: { $when }. We will be glad to see you another time.
book-again = Book again

## Questions
prices = Services and prices:
price-line = { $service } — { $price }, { $duration }
minutes = { $minutes } min
hours = { $hours } h
hours-minutes = { $hours } h { $minutes } min
place = { $name }
    { $address }
    { $directions }
    Phone: { $phone }
    { $hours }
closed = closed

## A person
human-called = A manager has your dialogue now and will answer here.
human-called-phone = A manager has your dialogue now and will answer here. If it is urgent, call { $phone }.
human-waiting = A manager sees your message and will answer here.
human-here = A person answers you here. Write, and they will see it.
bot-back = The assistant is back. How can I help?
trouble = Something went wrong with that message. A manager has been called and will answer here.

## Not understood
unclear = I do not understand yet. I can book, move, cancel, or call a person.
unclear-media = Received and kept for the manager. The assistant reads only text: write how we can help, or call a person.
unclear-edited = I see that you corrected a message. Please send it as a new one.
too-long = That is a very long message. Please write the main thing in a few words, or call a manager.
old-button = That button is out of date. Here is what is current:

## For staff
card = A person is needed: { $reason }
    Client: { $name }, { $channel }
    { $draft }

    { $transcript }

    Reply to this message and the client gets your words.
card-message = { $name }: { $text }
card-back = Back to the assistant
card-returned = The assistant leads the dialogue again.
card-sent = Sent to the client.
card-gone = This dialogue cannot be found any more.
card-undelivered = The client did not get your reply: { $reason }
card-client = Client
card-bot = Assistant
card-person = Manager
card-text-only = Only text can be passed to the client.
card-no-draft = No booking begun.
card-draft = Booking begun: { $draft }
reason-asked = the client asked
reason-late = a change later than the rules allow
reason-trouble = the answer failed
reason-no-time = nothing is free
owner-welcome = You own “{ $business }” now. Dialogues that need a person come here.
owner-queue = { $count ->
        [one] { $count } dialogue is waiting.
       *[other] { $count } dialogues are waiting.
    }
owner-code-wrong = The code did not fit. A new one is printed at every start of the program.

## About the bot
command-start = Begin
command-book = Book a visit
command-my = My visits
command-human = Talk to a manager
bot-short = Online booking: { $business }
bot-description = { $business }: free times, booking, moving and cancelling visits in this chat, at any hour.
