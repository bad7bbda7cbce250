app = Okoshko
tab-today = Today
tab-day = Schedule
tab-queue = Queue
tab-clients = Clients
tab-more = More
tabs = Sections
tab-waiting = { $count ->
    [one] { $count } waiting
   *[other] { $count } waiting
}
tab-broken = a channel is down
skip = To the content

enter-stale = This sign-in is too old. Close the app and open it from the bot’s chat.
enter-outside = Open the bot and send /app: it will send a sign-in link.
enter-used = This link was used or is too old. Send /app to the bot again.
enter-stranger = You are not in the team yet. Ask the owner for an invitation.
enter-title = Sign-in
enter-close = Close
enter-open-bot = Open the bot
enter-over = Your sign-in has ended. The draft is saved.
enter-again = Sign in again
entering = Signing in

link-gone = It is gone or not yours to see. The schedule is open instead.
offline = Offline. This is how it was at { $time }. Changes wait until you are back.
online = Back online
polling = Updating every 10 s
branch-time = Branch time: { $city }, now { $there }. On this device { $here }.
business = Branch
waits-for-you = Waiting: { $name }
open = Open

keys = Keys
keys-off = Turn keys off
key-tabs = Sections
key-search = Search
key-new = New visit
key-today = Today
key-days = Day back, day on
key-next = Next, previous
key-open = Open
key-take = Take
key-pass = Pass on
key-bot = Back to the bot
key-reply = Reply
key-note = Note
key-move = Move
key-undo = Undo while the bar is up
key-help = Keys
key-back = Back

today = Today
schedule = Schedule
visit = Visit
new-visit = New visit
queue = Queue
dialogue = Dialogue
clients = Clients
client = Client
more = More
settings = Settings
unclear = Unclear
guide = First run
numbers = Numbers
