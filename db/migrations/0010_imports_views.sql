-- One client stands for all people whom tables of the past don't tell apart: never new, never the same person twice.
-- Visits that were really booked: no holds that nobody confirmed, no tries of the owner. Days and hours by the branch's clock.
CREATE OR REPLACE VIEW "bi_visits" AS
SELECT a.business_id, a.id AS visit_id, a.client_id, a.location_id, l.name AS branch, l.district,
  a.starts_at, a.ends_at, a.created_at,
  (a.starts_at AT TIME ZONE l.timezone)::date AS day,
  extract(hour FROM a.starts_at AT TIME ZONE l.timezone)::int AS hour,
  a.door, a.status,
  a.status IN ('arrived', 'paid') AS came,
  a.status = 'no_show' AS no_show,
  a.status = 'cancelled' AS cancelled,
  a.status = 'cancelled' AND a.cancelled_late AS cancelled_late,
  a.cancelled_by, a.cancelled_at,
  a.price, a.discount, a.discount > 0 AND a.discount >= a.price AS free,
  coalesce((SELECT sum(p.variable_cost)::bigint FROM appointment_parts p WHERE p.appointment_id = a.id), 0) AS variable_cost,
  coalesce((SELECT sum(p.amount)::bigint FROM payments p WHERE p.appointment_id = a.id AND p.kind = 'payment'), 0) AS received,
  coalesce((SELECT sum(p.amount)::bigint FROM payments p WHERE p.appointment_id = a.id AND p.kind = 'refund'), 0) AS refunded,
  coalesce((SELECT sum(CASE p.kind WHEN 'payment' THEN p.amount ELSE -p.amount END)::bigint FROM payments p
    WHERE p.appointment_id = a.id), 0) AS revenue,
  -- The first visit of this client that took place.
  a.status IN ('arrived', 'paid') AND NOT EXISTS (SELECT 1 FROM appointments o WHERE o.client_id = a.client_id
    AND o.status IN ('arrived', 'paid') AND NOT o.test AND (o.starts_at, o.id) < (a.starts_at, a.id)) AND NOT EXISTS (SELECT 1 FROM clients n WHERE n.business_id = a.business_id AND n.anonymous AND n.id = a.client_id) AS first_visit,
  -- Last touch: the contact that it was booked from, else the client's latest before the booking.
  coalesce(a.lead_id, (SELECT t.id FROM leads t WHERE t.client_id = a.client_id AND t.created_at <= a.created_at
    AND NOT EXISTS (SELECT 1 FROM clients n WHERE n.business_id = a.business_id AND n.anonymous AND n.id = a.client_id)
    ORDER BY t.created_at DESC, t.id DESC LIMIT 1)) AS lead_id,
  -- First touch: the first contact of this client.
  (SELECT t.id FROM leads t WHERE t.client_id = a.client_id AND NOT EXISTS (SELECT 1 FROM clients n WHERE n.business_id = a.business_id AND n.anonymous AND n.id = a.client_id)
    ORDER BY t.created_at, t.id LIMIT 1) AS first_lead_id
FROM appointments a
JOIN locations l ON l.id = a.location_id
WHERE NOT a.test AND a.status <> 'held' AND a.hold_expires_at IS NULL;
--> statement-breakpoint
-- Contacts. Days and hours by the business's clock.
CREATE OR REPLACE VIEW "bi_leads" AS
SELECT l.business_id, l.id AS lead_id, l.client_id, l.chat_id, l.created_at,
  (l.created_at AT TIME ZONE b.timezone)::date AS day,
  extract(hour FROM l.created_at AT TIME ZONE b.timezone)::int AS hour,
  coalesce(c.kind, CASE WHEN l.medium IN ('call', 'walk_in') THEN l.medium END, 'other') AS channel,
  l.source, l.medium, l.campaign, l.content, l.term, l.promo, l.paid,
  coalesce(l.district, v.district,
    (SELECT min(o.district) FROM locations o WHERE o.business_id = l.business_id HAVING count(*) = 1)) AS district,
  l.stage,
  NOT EXISTS (SELECT 1 FROM leads o WHERE o.client_id = l.client_id AND (o.created_at, o.id) < (l.created_at, l.id)) AS first_touch,
  -- Of somebody who had not been here yet.
  (v.new_client OR NOT EXISTS (SELECT 1 FROM appointments o WHERE o.client_id = l.client_id AND o.status IN ('arrived', 'paid')
    AND NOT o.test AND o.starts_at < l.created_at)) AND NOT EXISTS (SELECT 1 FROM clients n WHERE n.business_id = l.business_id AND n.anonymous AND n.id = l.client_id) AS fresh,
  -- A table of the past knows only those contacts of which a visit came: they are in no conversion.
  CASE WHEN l.import_id IS NULL THEN v.booked END AS booked, CASE WHEN l.import_id IS NULL THEN v.visited END AS visited,
  CASE WHEN l.import_id IS NULL THEN v.paid END AS paid_visit, v.revenue, v.new_client, v.first_paid, v.gave,
  l.import_id IS NOT NULL AS imported
FROM leads l
JOIN businesses b ON b.id = l.business_id
LEFT JOIN channels c ON c.id = l.channel_id
CROSS JOIN LATERAL (
  SELECT count(*) > 0 AS booked,
    coalesce(bool_or(w.came), false) AS visited,
    coalesce(bool_or(w.revenue > 0), false) AS paid,
    coalesce(sum(w.revenue)::bigint, 0) AS revenue,
    coalesce(bool_or(w.first_visit), false) AS new_client,
    coalesce(bool_or(w.first_visit AND w.status = 'paid'), false) AS first_paid,
    coalesce(sum(CASE WHEN w.first_visit AND w.status = 'paid' THEN w.price - w.discount - w.refunded - w.variable_cost END)::bigint, 0) AS gave,
    (array_agg(w.district ORDER BY w.starts_at, w.visit_id))[1] AS district
  FROM bi_visits w WHERE w.client_id = l.client_id AND w.lead_id = l.id) v;
