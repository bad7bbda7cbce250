# Chains of messages
more-chains = Chains
chains = Chains
chain-feedback = Feedback after a visit
chain-feedback-what = A score from 1 to 5 two hours later
chain-feedback-about = Two hours after a visit we ask for a score. 1 to 3 goes to a person at once with the client’s words, after 4 and 5 we ask for a review if the branch has a link.
chain-return = Come again
chain-return-what = The same service by the same master
chain-return-about = 30 days after a visit, or as many as the service says, we offer to book again: the same service and master, the nearest times as buttons. No answer: once more a week later, and that is all.
chain-trial = Second class
chain-trial-what = After a trial we invite to the next
chain-trial-about = The day after a trial visit we offer the second. What to offer stands in the trial service: “Goes well with”.
chain-upsell = Goes with this visit
chain-upsell-what = One service besides the visit
chain-upsell-about = 15 minutes after booking we offer one service of “Goes well with” if there is free time beside. “Add” puts it into the same visit at once.
chain-on = On
chain-off = Off
chain-switch = Send
chain-needs-consent = Only to those who agreed to offers in this channel, no more often than the assistant’s rules say, 9:00 to 21:00. It ends when the client books, says “stop” or talks to a person.
chain-steps = What we write and when
chain-edit-text = Edit the text
chain-wait-minutes = After { $minutes } min
chain-wait-hours = After { $hours } h
chain-wait-days = After { $days } days, at { $clock }
chain-wait-cycle = After the service’s term, mostly 30 days, at { $clock }
chain-reach = Whom it reaches now
chain-reach-count = { $count ->
    [0] Of those who have been, nobody.
    [one] { $count } client who has been.
   *[other] { $count } clients who have been.
  }
chain-reach-too = Write them too
chain-reach-hint = { $count } an hour at most. Without it we write after new visits only.
chain-reach-show = Show the first
chain-reach-row = Visit { $visit }, due { $due }
chain-nameless = No name
chain-results = What came of it in 90 days
chain-result = Sent { $sent }, answered { $answered }, booked { $booked }
chain-planned = Waiting: { $count }
chain-turned-on = { $count ->
    [0] On. We write after new visits.
   *[other] On. We write to those who have been too: { $count }.
  }
chain-turned-off = Off. What waited will not be sent.
settings-cycle = Invite again after, days
settings-cycle-hint = Empty: 30. 0: never.
settings-trial = A trial service
settings-goes = Goes well with
settings-review = Link for reviews
settings-review-hint = Shown to those who gave 4 or 5.
settings-marketing = Offers a month to a client, at most
notice-chain_feedback = Asks for a score
notice-chain_return = Offer to book again
notice-chain_trial = Offer of a second visit
notice-chain_upsell = Offer of a service besides
