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
	"buckets" smallint[] NOT NULL,
	"counts" integer[] NOT NULL
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
