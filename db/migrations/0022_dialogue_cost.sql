-- The same rows as before, found without reading all that was ever understood for each of them.
CREATE OR REPLACE VIEW "bi_dialogues" AS
SELECT l.business_id, l.lead_id, l.client_id, l.chat_id, l.created_at, l.day, l.hour, l.channel, l.source, l.medium, l.campaign, l.paid, l.district,
  r.intent, a.seconds, a.answered_by, r.readings, r.missed, h.handed_over,
  CASE WHEN l.paid_visit THEN 'paid' WHEN l.visited THEN 'visited' WHEN l.booked THEN 'booked' WHEN l.stage = 'lost' THEN 'lost' ELSE 'open' END AS result,
  l.revenue
FROM bi_leads l
CROSS JOIN LATERAL (SELECT coalesce((SELECT min(n.created_at) FROM leads n WHERE n.chat_id = l.chat_id
  AND (n.created_at, n.id) > (l.created_at, l.lead_id)), 'infinity') AS ends_at) n
CROSS JOIN LATERAL (
  SELECT count(*) FILTER (WHERE b.read)::int AS readings, count(*) FILTER (WHERE b.missed)::int AS missed,
    -- What was wanted first, past how people begin to speak and what they only answer.
    (array_agg(b.intent ORDER BY b.message_id) FILTER (WHERE NOT b.missed AND b.intent NOT IN ('greeting', 'thanks', 'goodbye', 'confirm', 'deny')))[1] AS intent
  FROM bi_readings b JOIN messages m ON m.id = b.message_id
  -- By the messages of the chat, which are found by it: what was understood is not.
  WHERE b.chat_id = l.chat_id AND m.chat_id = l.chat_id AND m.platform_at >= l.created_at AND m.platform_at < n.ends_at) r
LEFT JOIN LATERAL (SELECT s.seconds, s.answered_by FROM bi_answers s WHERE s.business_id = l.business_id AND s.chat_id = l.chat_id
  AND s.lead_id = l.lead_id AND s.opening = 'lead') a ON true
CROSS JOIN LATERAL (SELECT EXISTS (SELECT 1 FROM events e WHERE e.chat_id = l.chat_id AND e.kind = 'handover'
  AND e.at >= l.created_at AND e.at < n.ends_at) AS handed_over) h
WHERE l.chat_id IS NOT NULL AND NOT l.imported;
