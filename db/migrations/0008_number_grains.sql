-- What the numbers of days are kept in, made anew at the grain that is shown; the next refresh counts all of it from rows.
DROP TABLE "kpi_leads", "kpi_answers", "kpi_cohorts";
--> statement-breakpoint
CREATE TABLE "kpi_leads" (
	"business_id" bigint NOT NULL,
	"day" date NOT NULL,
	"source" text NOT NULL,
	"campaign" text,
	"paid" boolean NOT NULL,
	"leads" integer NOT NULL,
	"fresh" integer NOT NULL,
	"booked" integer NOT NULL,
	"visited" integer NOT NULL,
	"paid_leads" integer NOT NULL,
	"new_clients" integer NOT NULL,
	"new_by_first" integer NOT NULL,
	"first_paid" integer NOT NULL,
	"gave" bigint NOT NULL,
	"revenue" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "kpi_answers" (
	"business_id" bigint NOT NULL,
	"day" date NOT NULL,
	"by" text NOT NULL,
	"key" text,
	"asked" integer NOT NULL,
	"unanswered" integer NOT NULL,
	"within10" integer NOT NULL,
	"within30" integer NOT NULL,
	"within60" integer NOT NULL,
	"times" json NOT NULL
);
--> statement-breakpoint
CREATE TABLE "kpi_masters" (
	"business_id" bigint NOT NULL,
	"day" date NOT NULL,
	"master_id" bigint NOT NULL,
	"visits" integer NOT NULL,
	"came" integer NOT NULL,
	"no_show" integer NOT NULL,
	"busy_minutes" integer NOT NULL,
	"price" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "kpi_cohorts" (
	"business_id" bigint NOT NULL,
	"day" date NOT NULL,
	"since" smallint NOT NULL,
	"clients" integer NOT NULL,
	"visits" integer NOT NULL,
	"revenue" bigint NOT NULL,
	"year_visits" integer NOT NULL,
	"lifespan" bigint NOT NULL,
	CONSTRAINT "kpi_cohorts_business_id_day_since_pk" PRIMARY KEY("business_id","day","since")
);
--> statement-breakpoint
ALTER TABLE "kpi_leads" ADD CONSTRAINT "kpi_leads_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "kpi_answers" ADD CONSTRAINT "kpi_answers_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "kpi_masters" ADD CONSTRAINT "kpi_masters_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "kpi_cohorts" ADD CONSTRAINT "kpi_cohorts_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "kpi_leads_business_id_day_index" ON "kpi_leads" USING btree ("business_id","day");--> statement-breakpoint
CREATE INDEX "kpi_masters_business_id_day_index" ON "kpi_masters" USING btree ("business_id","day");--> statement-breakpoint
CREATE INDEX "kpi_answers_business_id_by_day_index" ON "kpi_answers" USING btree ("business_id","by","day");--> statement-breakpoint
UPDATE "kpi_state" SET "refreshed_at" = null, "due_at" = now();
--> statement-breakpoint
-- Clients by the month of their first visit, and by its day.
CREATE OR REPLACE VIEW "bi_cohort_visits" AS
SELECT v.business_id, v.client_id, v.visit_id, v.day, v.revenue, f.starts_at AS first_at, to_char(f.day, 'YYYY-MM') AS month,
  ((extract(year FROM v.day) - extract(year FROM f.day)) * 12 + extract(month FROM v.day) - extract(month FROM f.day))::smallint AS since,
  f.day AS first_day, v.starts_at
FROM bi_visits f JOIN bi_visits v ON v.client_id = f.client_id AND v.came
WHERE f.first_visit;
--> statement-breakpoint
-- When some branch is open on local dates, by the hours as they are set now; one that has told none is always open. Counted once for all answers
-- of a period, or for one of them.
CREATE FUNCTION bi_open_times(business bigint, first date, last date) RETURNS tstzmultirange
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
SELECT coalesce(range_agg(r), '{}') FROM (
  SELECT tstzrange((d.date + make_interval(mins => s."from")) AT TIME ZONE x.timezone, (d.date + make_interval(mins => s."to")) AT TIME ZONE x.timezone) AS r
  FROM locations x
  CROSS JOIN LATERAL (SELECT first + n AS date FROM generate_series(0, last - first) n) d
  CROSS JOIN LATERAL (SELECT w.spans FROM working_hours w WHERE w.business_id = x.business_id AND w.location_id = x.id
    AND (w.date = d.date OR w.weekday = extract(isodow FROM d.date)) ORDER BY w.date NULLS LAST LIMIT 1) h
  CROSS JOIN LATERAL jsonb_to_recordset(h.spans) AS s("from" int, "to" int)
  WHERE x.business_id = business
  UNION ALL
  SELECT tstzrange(null, null) FROM locations x WHERE x.business_id = business
    AND NOT EXISTS (SELECT 1 FROM working_hours w WHERE w.location_id = x.id AND (w.date IS NOT NULL OR w.spans <> '[]'::jsonb))) t
$$;
--> statement-breakpoint
CREATE OR REPLACE VIEW "bi_answers" AS
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
  bi_open_times(o.business_id, (o.asked_at AT TIME ZONE 'UTC')::date - 2, (o.asked_at AT TIME ZONE 'UTC')::date + 1) @> o.asked_at AS open
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
    -- Who said nothing for a day waits from the call on.
    AND m.author = 'client' AND m.created_at <= e.at AND m.created_at > e.at - interval '1 day' ORDER BY m.id DESC LIMIT 1) q ON true
  CROSS JOIN LATERAL (SELECT x.id FROM leads x WHERE x.client_id = c.client_id AND x.created_at <= e.at
    ORDER BY x.created_at DESC, x.id DESC LIMIT 1) t
  -- Who waits already does not begin to wait again.
  WHERE e.kind = 'handover' AND NOT EXISTS (
    SELECT 1 FROM events p WHERE p.chat_id = e.chat_id AND p.kind = 'handover' AND p.id < e.id AND p.at > e.at - interval '7 days'
      AND NOT EXISTS (SELECT 1 FROM messages s WHERE s.chat_id = e.chat_id AND s.direction = 'out' AND s.author = 'member'
        AND s.sent_at > p.at AND s.sent_at <= e.at)
      AND NOT EXISTS (SELECT 1 FROM events z WHERE z.chat_id = e.chat_id AND z.kind = 'returned' AND z.id > p.id AND z.id < e.id)
    -- Looked up by chat: as a join it would read the events of all.
    OFFSET 0)
  UNION ALL
  SELECT m.business_id, m.chat_id, t.id, 'reopened', m.platform_at, m.created_at, m.id
  FROM messages m
  CROSS JOIN LATERAL (SELECT x.client_id FROM chats x WHERE x.id = m.chat_id OFFSET 0) c
  CROSS JOIN LATERAL (SELECT x.id FROM leads x WHERE x.client_id = c.client_id AND x.created_at < m.platform_at
    ORDER BY x.created_at DESC, x.id DESC LIMIT 1) t
  WHERE m.direction = 'in' AND m.author = 'client'
    -- What had not gone out by then stands where it was written: that it goes out later changes nothing of the past.
    AND (SELECT CASE WHEN p.sent_at <= m.platform_at THEN p.sent_at ELSE coalesce(p.platform_at, p.created_at) END FROM messages p WHERE p.chat_id = m.chat_id AND p.id < m.id
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
-- A dialogue that goes over to another client, as a merge and its undoing do it, has waits where the other has contacts.
CREATE FUNCTION kpi_touch_chat() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO kpi_touched (business_id, client_id, at)
    SELECT NEW.business_id, NEW.client_id, min(t.at) FROM businesses b,
      LATERAL (SELECT coalesce(m.platform_at, m.created_at) AS at FROM messages m WHERE m.chat_id = NEW.id AND m.direction = 'in'
        UNION ALL SELECT e.at FROM events e WHERE e.chat_id = NEW.id AND e.kind = 'handover') t
    WHERE b.id = NEW.business_id GROUP BY (t.at AT TIME ZONE b.timezone)::date;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER kpi_chat AFTER UPDATE OF client_id ON chats FOR EACH ROW
  WHEN (OLD.client_id IS NOT NULL AND OLD.client_id IS DISTINCT FROM NEW.client_id) EXECUTE FUNCTION kpi_touch_chat();
