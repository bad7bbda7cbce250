-- What the numbers are counted from, one definition for the API, for reports of other programs and for the tables of `db/kpi`: facts, one row
-- each, without a name, a phone or a word that was said. drizzle-kit has no words for views and triggers, so this migration is written by hand.
UPDATE "appointments" SET "cancelled_at" = "updated_at" WHERE "status" = 'cancelled';
--> statement-breakpoint
-- Visits that were really booked: no holds that nobody confirmed, no tries of the owner. Days and hours by the branch's clock.
CREATE VIEW "bi_visits" AS
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
    AND o.status IN ('arrived', 'paid') AND NOT o.test AND (o.starts_at, o.id) < (a.starts_at, a.id)) AS first_visit,
  -- Last touch: the contact that it was booked from, else the client's latest before the booking.
  coalesce(a.lead_id, (SELECT t.id FROM leads t WHERE t.client_id = a.client_id AND t.created_at <= a.created_at
    ORDER BY t.created_at DESC, t.id DESC LIMIT 1)) AS lead_id,
  -- First touch: the first contact of this client.
  (SELECT t.id FROM leads t WHERE t.client_id = a.client_id ORDER BY t.created_at, t.id LIMIT 1) AS first_lead_id
FROM appointments a
JOIN locations l ON l.id = a.location_id
WHERE NOT a.test AND a.status <> 'held' AND a.hold_expires_at IS NULL;
--> statement-breakpoint
-- Services of visits, with their masters.
CREATE VIEW "bi_services" AS
SELECT v.business_id, v.visit_id, v.client_id, v.day, v.starts_at AS visit_starts_at, v.status, v.came, v.no_show, v.cancelled,
  p.service_id, s.name AS service, p.resource_id AS master_id, r.name AS master, p.starts_at, p.ends_at,
  round(extract(epoch FROM p.ends_at - p.starts_at) / 60)::int AS minutes, p.price, p.variable_cost
FROM bi_visits v
JOIN appointment_parts p ON p.appointment_id = v.visit_id
JOIN services s ON s.id = p.service_id
JOIN resources r ON r.id = p.resource_id;
--> statement-breakpoint
-- Contacts. Days and hours by the business's clock.
CREATE VIEW "bi_leads" AS
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
  v.new_client OR NOT EXISTS (SELECT 1 FROM appointments o WHERE o.client_id = l.client_id AND o.status IN ('arrived', 'paid')
    AND NOT o.test AND o.starts_at < l.created_at) AS fresh,
  v.booked, v.visited, v.paid AS paid_visit, v.revenue, v.new_client, v.first_paid, v.gave
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
--> statement-breakpoint
-- Waits for a first answer: of a new contact, after a handover to a person, and when a dialogue begins again after 12 hours of silence. From the
-- platform's time of the client's message to the platform's acceptance of ours; an answer after more than 7 days is none, and so is what the
-- assistant says of itself: a reminder, an offer.
CREATE VIEW "bi_answers" AS
SELECT o.business_id, o.chat_id, o.lead_id, o.opening, k.kind AS channel,
  coalesce(l.district,
    (SELECT w.district FROM bi_visits w WHERE w.client_id = l.client_id AND w.lead_id = l.id ORDER BY w.starts_at, w.visit_id LIMIT 1),
    (SELECT min(x.district) FROM locations x WHERE x.business_id = o.business_id HAVING count(*) = 1)) AS district,
  o.asked_at, o.stored_at,
  (o.asked_at AT TIME ZONE b.timezone)::date AS day,
  extract(hour FROM o.asked_at AT TIME ZONE b.timezone)::int AS hour,
  r.answered_at,
  CASE r.author WHEN 'member' THEN 'person' WHEN 'bot' THEN 'bot' ELSE 'nobody' END AS answered_by,
  CASE WHEN r.answered_at IS NOT NULL THEN greatest(0, extract(epoch FROM r.answered_at - o.asked_at))::double precision END AS seconds,
  -- Some branch is open then, by the hours as they are set now; one that has told none is always open.
  EXISTS (SELECT 1 FROM locations x WHERE x.business_id = o.business_id AND (
    NOT EXISTS (SELECT 1 FROM working_hours w WHERE w.location_id = x.id AND (w.date IS NOT NULL OR w.spans <> '[]'::jsonb))
    OR EXISTS (SELECT 1
      FROM generate_series(0, 1) AS back,
        LATERAL (SELECT (o.asked_at AT TIME ZONE x.timezone)::date - back AS date) d,
        LATERAL (SELECT w.spans FROM working_hours w WHERE w.business_id = x.business_id AND w.location_id = x.id
          AND (w.date = d.date OR w.weekday = extract(isodow FROM d.date)) ORDER BY w.date NULLS LAST LIMIT 1) h,
        LATERAL jsonb_to_recordset(h.spans) AS s("from" int, "to" int)
      WHERE (o.asked_at AT TIME ZONE x.timezone) >= d.date + make_interval(mins => s."from")
        AND (o.asked_at AT TIME ZONE x.timezone) < d.date + make_interval(mins => s."to")))) AS open
FROM (
  SELECT n.business_id, n.chat_id, n.id AS lead_id, 'lead' AS opening, n.created_at AS asked_at, n.created_at AS stored_at,
    (SELECT m.id FROM messages m WHERE m.chat_id = n.chat_id AND m.direction = 'in' AND m.author = 'client'
      AND m.platform_at = n.created_at ORDER BY m.id LIMIT 1) AS after_id
  FROM leads n WHERE n.chat_id IS NOT NULL
  UNION ALL
  SELECT e.business_id, e.chat_id, t.id, 'handover', coalesce(q.platform_at, e.at), e.at, q.id
  FROM events e
  JOIN chats c ON c.id = e.chat_id
  LEFT JOIN LATERAL (SELECT m.id, m.platform_at FROM messages m WHERE m.chat_id = e.chat_id AND m.direction = 'in'
    AND m.author = 'client' AND m.created_at <= e.at ORDER BY m.id DESC LIMIT 1) q ON true
  CROSS JOIN LATERAL (SELECT x.id FROM leads x WHERE x.client_id = c.client_id AND x.created_at <= e.at
    ORDER BY x.created_at DESC, x.id DESC LIMIT 1) t
  -- Who waits already does not begin to wait again.
  WHERE e.kind = 'handover' AND NOT EXISTS (
    SELECT 1 FROM events p WHERE p.chat_id = e.chat_id AND p.kind = 'handover' AND p.id < e.id AND p.at > e.at - interval '7 days'
      AND NOT EXISTS (SELECT 1 FROM messages s WHERE s.chat_id = e.chat_id AND s.direction = 'out' AND s.author = 'member'
        AND s.sent_at > p.at AND s.sent_at <= e.at)
      AND NOT EXISTS (SELECT 1 FROM events z WHERE z.chat_id = e.chat_id AND z.kind = 'returned' AND z.id > p.id AND z.id < e.id))
  UNION ALL
  SELECT m.business_id, m.chat_id, t.id, 'reopened', m.platform_at, m.created_at, m.id
  FROM messages m
  JOIN chats c ON c.id = m.chat_id
  CROSS JOIN LATERAL (SELECT x.id FROM leads x WHERE x.client_id = c.client_id AND x.created_at < m.platform_at
    ORDER BY x.created_at DESC, x.id DESC LIMIT 1) t
  WHERE m.direction = 'in' AND m.author = 'client'
    AND (SELECT coalesce(p.sent_at, p.platform_at, p.created_at) FROM messages p WHERE p.chat_id = m.chat_id AND p.id < m.id
      AND (p.author IN ('client', 'member') OR (p.author = 'bot' AND NOT EXISTS (SELECT 1 FROM notices y WHERE y.client_id = c.client_id AND y.message_id = p.id)))
      ORDER BY p.id DESC LIMIT 1) < m.platform_at - interval '12 hours'
    AND NOT EXISTS (SELECT 1 FROM leads x WHERE x.client_id = c.client_id AND x.created_at = m.platform_at)
) o
JOIN businesses b ON b.id = o.business_id
JOIN chats c ON c.id = o.chat_id
JOIN channels k ON k.id = c.channel_id
JOIN leads l ON l.id = o.lead_id
LEFT JOIN LATERAL (
  SELECT m.sent_at AS answered_at, m.author FROM messages m
  WHERE m.chat_id = o.chat_id AND m.id > coalesce(o.after_id, 0) AND (o.after_id IS NOT NULL OR m.created_at >= o.asked_at)
    AND m.direction = 'out' AND m.sent_at IS NOT NULL AND m.sent_at <= o.asked_at + interval '7 days'
    AND m.method <> 'deleteMessage' AND (m.author = 'member' OR (m.author = 'bot' AND o.opening <> 'handover'
      AND NOT EXISTS (SELECT 1 FROM notices y WHERE y.client_id = c.client_id AND y.message_id = m.id)))
  ORDER BY m.id LIMIT 1) r ON true;
--> statement-breakpoint
-- Messages that the assistant read, without their words. A person was there: called, or speaking, on that day in that chat.
CREATE VIEW "bi_readings" AS
SELECT u.business_id, u.message_id, u.chat_id, k.kind AS channel, u.created_at,
  (u.created_at AT TIME ZONE b.timezone)::date AS day,
  u.intent, u.confidence, u.source, u.answered, u.outcome, u.latency_us,
  u.source <> 'button' AND u.outcome <> 'silent' AS read,
  u.source <> 'button' AND u.outcome <> 'silent' AND (NOT u.answered OR u.outcome IN ('clarified', 'failed')) AS missed,
  u.label, u.source <> 'button' AND u.label IS NOT NULL AS labelled, u.source <> 'button' AND u.label = u.intent AS right_intent,
  EXISTS (SELECT 1 FROM events e WHERE e.chat_id = u.chat_id AND e.kind = 'handover'
    AND (e.at AT TIME ZONE b.timezone)::date = (u.created_at AT TIME ZONE b.timezone)::date) AS handed_over,
  u.outcome = 'silent' OR EXISTS (SELECT 1 FROM events e WHERE e.chat_id = u.chat_id AND e.kind IN ('handover', 'takeover')
    AND (e.at AT TIME ZONE b.timezone)::date = (u.created_at AT TIME ZONE b.timezone)::date) AS with_person
FROM understandings u
JOIN businesses b ON b.id = u.business_id
JOIN chats c ON c.id = u.chat_id
JOIN channels k ON k.id = c.channel_id;
--> statement-breakpoint
-- Money as it came and went, by the branch's clock.
CREATE VIEW "bi_payments" AS
SELECT p.business_id, p.id AS payment_id, p.appointment_id AS visit_id, a.client_id, a.location_id, p.kind, p.method, p.at,
  (p.at AT TIME ZONE l.timezone)::date AS day, CASE p.kind WHEN 'payment' THEN p.amount ELSE -p.amount END AS amount
FROM payments p
JOIN appointments a ON a.id = p.appointment_id
JOIN locations l ON l.id = a.location_id
WHERE NOT a.test;
--> statement-breakpoint
CREATE VIEW "bi_spend" AS SELECT business_id, day, channel AS source, campaign, amount, clicks, via FROM ad_spend;
--> statement-breakpoint
CREATE VIEW "bi_costs" AS SELECT business_id, id AS cost_id, kind, first_day, last_day, amount FROM operating_costs;
--> statement-breakpoint
-- Clients by the month of their first visit.
CREATE VIEW "bi_cohort_visits" AS
SELECT v.business_id, v.client_id, v.visit_id, v.day, v.revenue, f.starts_at AS first_at, to_char(f.day, 'YYYY-MM') AS month,
  ((extract(year FROM v.day) - extract(year FROM f.day)) * 12 + extract(month FROM v.day) - extract(month FROM f.day))::smallint AS since
FROM bi_visits f JOIN bi_visits v ON v.client_id = f.client_id AND v.came
WHERE f.first_visit;
--> statement-breakpoint
-- From here on: whatever changes a day's numbers after the fact says so. Messages don't: what is said last is counted by its time.
CREATE FUNCTION kpi_touch_visit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    INSERT INTO kpi_touched (business_id, client_id, at) VALUES (OLD.business_id, OLD.client_id, OLD.starts_at);
  END IF;
  IF TG_OP <> 'DELETE' AND (TG_OP = 'INSERT' OR (NEW.client_id, NEW.starts_at) IS DISTINCT FROM (OLD.client_id, OLD.starts_at)) THEN
    INSERT INTO kpi_touched (business_id, client_id, at) VALUES (NEW.business_id, NEW.client_id, NEW.starts_at);
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER kpi_visit_made AFTER INSERT ON appointments FOR EACH ROW WHEN (NEW.status <> 'held' AND NOT NEW.test)
  EXECUTE FUNCTION kpi_touch_visit();
--> statement-breakpoint
CREATE TRIGGER kpi_visit_changed AFTER UPDATE ON appointments FOR EACH ROW
  WHEN (NOT (NEW.test AND OLD.test) AND (NEW.status <> 'held' OR OLD.status <> 'held') AND (OLD.hold_expires_at IS NULL OR NEW.hold_expires_at IS NULL)
    AND (OLD.version, OLD.client_id, OLD.lead_id, OLD.location_id, OLD.status, OLD.starts_at, OLD.price, OLD.discount, OLD.test)
      IS DISTINCT FROM (NEW.version, NEW.client_id, NEW.lead_id, NEW.location_id, NEW.status, NEW.starts_at, NEW.price, NEW.discount, NEW.test))
  EXECUTE FUNCTION kpi_touch_visit();
--> statement-breakpoint
CREATE TRIGGER kpi_visit_gone AFTER DELETE ON appointments FOR EACH ROW WHEN (OLD.status <> 'held' AND NOT OLD.test)
  EXECUTE FUNCTION kpi_touch_visit();
--> statement-breakpoint
CREATE FUNCTION kpi_touch_payment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO kpi_touched (business_id, client_id, at)
    SELECT a.business_id, a.client_id, a.starts_at FROM appointments a WHERE a.id IN (OLD.appointment_id, NEW.appointment_id);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER kpi_payment AFTER INSERT OR UPDATE OR DELETE ON payments FOR EACH ROW EXECUTE FUNCTION kpi_touch_payment();
--> statement-breakpoint
CREATE FUNCTION kpi_touch_lead() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    INSERT INTO kpi_touched (business_id, client_id, at) VALUES (OLD.business_id, OLD.client_id, OLD.created_at);
  END IF;
  IF TG_OP <> 'DELETE' AND (TG_OP = 'INSERT' OR (NEW.client_id, NEW.created_at) IS DISTINCT FROM (OLD.client_id, OLD.created_at)) THEN
    INSERT INTO kpi_touched (business_id, client_id, at) VALUES (NEW.business_id, NEW.client_id, NEW.created_at);
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER kpi_lead_made AFTER INSERT OR DELETE ON leads FOR EACH ROW EXECUTE FUNCTION kpi_touch_lead();
--> statement-breakpoint
CREATE TRIGGER kpi_lead_changed AFTER UPDATE OF client_id, chat_id, channel_id, source, medium, campaign, paid, district, created_at ON leads
  FOR EACH ROW EXECUTE FUNCTION kpi_touch_lead();
--> statement-breakpoint
CREATE FUNCTION kpi_touch_label() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO kpi_touched (business_id, at) VALUES (NEW.business_id, NEW.created_at);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER kpi_label AFTER UPDATE OF label ON understandings FOR EACH ROW EXECUTE FUNCTION kpi_touch_label();
--> statement-breakpoint
-- Clocks and hours are read by every number: a change counts all of them anew, one of a date only that date.
CREATE FUNCTION kpi_touch_all() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE row record;
BEGIN
  row := CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
  INSERT INTO kpi_touched (business_id) VALUES (CASE TG_TABLE_NAME WHEN 'businesses' THEN (to_jsonb(row) ->> 'id')::bigint
    ELSE (to_jsonb(row) ->> 'business_id')::bigint END);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER kpi_clock AFTER UPDATE ON businesses FOR EACH ROW
  WHEN (OLD.timezone <> NEW.timezone)
  EXECUTE FUNCTION kpi_touch_all();
--> statement-breakpoint
CREATE TRIGGER kpi_branch AFTER UPDATE ON locations FOR EACH ROW
  WHEN ((OLD.timezone, OLD.district) IS DISTINCT FROM (NEW.timezone, NEW.district)) EXECUTE FUNCTION kpi_touch_all();
--> statement-breakpoint
CREATE TRIGGER kpi_branches AFTER INSERT OR DELETE ON locations FOR EACH ROW EXECUTE FUNCTION kpi_touch_all();
--> statement-breakpoint
CREATE FUNCTION kpi_touch_hours() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND OLD.location_id IS NOT NULL THEN
    INSERT INTO kpi_touched (business_id, at) VALUES (OLD.business_id, OLD.date::timestamp AT TIME ZONE 'UTC');
  END IF;
  IF TG_OP <> 'DELETE' AND NEW.location_id IS NOT NULL THEN
    INSERT INTO kpi_touched (business_id, at) VALUES (NEW.business_id, NEW.date::timestamp AT TIME ZONE 'UTC');
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER kpi_hours AFTER INSERT OR UPDATE OR DELETE ON working_hours FOR EACH ROW EXECUTE FUNCTION kpi_touch_hours();
