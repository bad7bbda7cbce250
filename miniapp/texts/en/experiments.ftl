exp = Tests
exp-new = New test
exp-none = No tests yet. Compare two texts on your own clients.
exp-status-draft = Not begun
exp-status-running = Running
exp-status-stopped = Stopped
exp-status-decided = Decided
exp-planned = Needs { $size } clients per variant
exp-chosen = Variant { $variant } is chosen
exp-variant = Variant { $variant }
exp-variant-a = A
exp-variant-b = B
exp-as-now = As now
exp-early-visit = Too early to tell: about { $outcomes } more { $outcomes ->
        [one] visit
       *[other] visits
    } needed
exp-early-payment = Too early to tell: about { $outcomes } more { $outcomes ->
        [one] payment
       *[other] payments
    } needed
exp-early-clients = Too early to tell: about { $clients } more { $clients ->
        [one] client
       *[other] clients
    } needed
exp-better = { $variant } is better: { $points } pp ({ $from } to { $to })
exp-same = No difference to be seen: { $from } to { $to } pp
exp-lopsided = The groups are uneven ({ $a } and { $b }): trust no verdict
exp-fixed = The size was fixed before: { $size } clients each.
exp-progress = Outcome known: { $judged } of { $size } clients.
exp-waiting = Outcome awaited: { $count }.
exp-came-visit = { $came } of { $all } came
exp-came-payment = { $came } of { $all } paid
exp-likely = likely { $from }–{ $to }%
exp-counts-visit = A visit counts that took place within { $days } days of the message.
exp-counts-payment = A payment within { $days } days counts.
exp-usual = Usually { $share }%, of { $count } clients. Shows a change from { $effect } pp.
exp-unusual = Too little data of your own: a safe guess. Shows a change from { $effect } pp.
exp-keep = Keep variant { $variant }
exp-stop = Stop
exp-stopped = Stopped. Everyone gets what there was.
exp-start = Start test
exp-started = Test runs.
exp-again = Go on with it
exp-save = Keep for later
exp-kept = Kept. It can start once there are payments online.
exp-decided = Everyone has variant { $variant } now. Undo it in the log.
exp-remove = Remove
exp-step = Step { $step } of 3
exp-next = Next
exp-back = Back
exp-what = What to try
exp-choose = Choose what to try.
exp-kind-text = A message's text
exp-kind-landing = Greeting from an ad
exp-kind-offer = Discount
exp-kind-chain = Chain of messages
exp-kind-questions = Your questions
exp-kind-first = Who answers first
exp-kind-prepayment = Prepayment
exp-about-text = Half of the clients read the new text, half the old one.
exp-about-landing = Who comes by a link with this mark sees one of two greetings.
exp-about-offer = Half of the clients get another discount.
exp-about-chain = Half of the clients get the chain, half do not.
exp-about-questions = Half answer other questions before a booking.
exp-about-first = New clients are answered by the assistant or a person.
exp-about-prepayment = Prepayment against reminders. It can start once there are payments online.
exp-which-text = Which message
exp-which-offer = Which discount
exp-which-chain = Which chain
exp-offer-no_show = After a no-show
exp-campaign = Mark of the ad
exp-campaign-hint = Of the link: “spring” in “?start=ad_vk-spring”.
exp-campaign-wrong = Latin letters, digits, hyphen.
exp-busy = A test runs here already: stop it first.
exp-text-hint = Variables in braces are filled in.
exp-copy = Take the text of variant A
exp-english = Variant B in English
exp-english-hint = Empty: clients who write in English take no part.
exp-alike = The variants do not differ.
exp-percent = { $percent }% off
exp-percent-hint = Percent, 0 to 90.
exp-percent-wrong = A number, 0 to 90.
exp-on = The chain is sent
exp-off = The chain is not sent
exp-no-questions = No questions
exp-first-assistant = The assistant answers
exp-first-people = A person is called
exp-prepay = Prepaid booking
exp-remind = Reminders, no prepayment
exp-name = Name
exp-outcome = What counts
exp-outcome-visit = A visit took place
exp-outcome-payment = A payment came
exp-effect = Which change is worth seeing
exp-points = { $points } pp
exp-size = Needs { $size } { $size ->
        [one] client
       *[other] clients
    } per variant
exp-weeks = That is about { $weeks } { $weeks ->
        [one] week
       *[other] weeks
    }
exp-weeks-unknown = How many weeks is not known: there were no such clients yet.
exp-chain-feedback = Feedback after a visit
exp-chain-return = Invitation to return
exp-chain-trial = After a trial visit
exp-chain-upsell = Extra to a booking
