CREATE TABLE "ad_spend" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "ad_spend_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"business_id" bigint NOT NULL,
	"day" date NOT NULL,
	"channel" text NOT NULL,
	"campaign" text,
	"amount" bigint NOT NULL,
	"clicks" integer,
	"via" text NOT NULL,
	"member_id" bigint,
	"version" integer DEFAULT 1 NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "ad_spend_once" UNIQUE NULLS NOT DISTINCT("business_id","day","channel","campaign"),
	CONSTRAINT "ad_spend_positive" CHECK ("ad_spend"."amount" >= 0 and ("ad_spend"."clicks" is null or "ad_spend"."clicks" >= 0))
);
--> statement-breakpoint
CREATE TABLE "kpi_answers" (
	"business_id" bigint NOT NULL,
	"day" date NOT NULL,
	"hour" smallint,
	"opening" text NOT NULL,
	"answered_by" text NOT NULL,
	"open" boolean NOT NULL,
	"channel" text,
	"district" text,
	"asked" integer NOT NULL,
	"unanswered" integer NOT NULL,
	"within10" integer NOT NULL,
	"within30" integer NOT NULL,
	"within60" integer NOT NULL,
	"times" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "kpi_cohorts" (
	"business_id" bigint NOT NULL,
	"month" text NOT NULL,
	"since" smallint NOT NULL,
	"clients" integer NOT NULL,
	"visits" integer NOT NULL,
	"revenue" bigint NOT NULL,
	CONSTRAINT "kpi_cohorts_business_id_month_since_pk" PRIMARY KEY("business_id","month","since")
);
--> statement-breakpoint
CREATE TABLE "kpi_dialogues" (
	"business_id" bigint NOT NULL,
	"day" date NOT NULL,
	"channel" text NOT NULL,
	"dialogues" integer NOT NULL,
	"handed_over" integer NOT NULL,
	"with_person" integer NOT NULL,
	"read" integer NOT NULL,
	"missed" integer NOT NULL,
	"labelled" integer NOT NULL,
	"right" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "kpi_leads" (
	"business_id" bigint NOT NULL,
	"day" date NOT NULL,
	"source" text NOT NULL,
	"campaign" text,
	"paid" boolean NOT NULL,
	"channel" text NOT NULL,
	"district" text,
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
CREATE TABLE "kpi_state" (
	"business_id" bigint PRIMARY KEY NOT NULL,
	"refreshed_at" timestamp (3) with time zone,
	"due_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "kpi_touched" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "kpi_touched_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"business_id" bigint NOT NULL,
	"client_id" bigint,
	"at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "kpi_visits" (
	"business_id" bigint NOT NULL,
	"day" date NOT NULL,
	"location_id" bigint NOT NULL,
	"visits" integer NOT NULL,
	"came" integer NOT NULL,
	"no_show" integer NOT NULL,
	"cancelled" integer NOT NULL,
	"cancelled_late" integer NOT NULL,
	"paid_visits" integer NOT NULL,
	"free" integer NOT NULL,
	"price" bigint NOT NULL,
	"discount" bigint NOT NULL,
	"variable_cost" bigint NOT NULL,
	"revenue" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "operating_costs" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "operating_costs_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"business_id" bigint NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"first_day" date NOT NULL,
	"last_day" date NOT NULL,
	"amount" bigint NOT NULL,
	"member_id" bigint,
	"version" integer DEFAULT 1 NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "operating_costs_in_order" CHECK ("operating_costs"."amount" >= 0 and "operating_costs"."first_day" <= "operating_costs"."last_day")
);
--> statement-breakpoint
ALTER TABLE "appointments" ADD COLUMN "cancelled_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "leads" ADD COLUMN "promo" text;--> statement-breakpoint
ALTER TABLE "leads" ADD COLUMN "district" text;--> statement-breakpoint
ALTER TABLE "leads" ADD COLUMN "version" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "ad_spend" ADD CONSTRAINT "ad_spend_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ad_spend" ADD CONSTRAINT "ad_spend_business_id_member_id_members_business_id_id_fk" FOREIGN KEY ("business_id","member_id") REFERENCES "public"."members"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "kpi_state" ADD CONSTRAINT "kpi_state_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "operating_costs" ADD CONSTRAINT "operating_costs_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "operating_costs" ADD CONSTRAINT "operating_costs_business_id_member_id_members_business_id_id_fk" FOREIGN KEY ("business_id","member_id") REFERENCES "public"."members"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "kpi_answers_business_id_day_index" ON "kpi_answers" USING btree ("business_id","day");--> statement-breakpoint
CREATE INDEX "kpi_dialogues_business_id_day_index" ON "kpi_dialogues" USING btree ("business_id","day");--> statement-breakpoint
CREATE INDEX "kpi_leads_business_id_day_index" ON "kpi_leads" USING btree ("business_id","day");--> statement-breakpoint
CREATE INDEX "kpi_state_due_at_index" ON "kpi_state" USING btree ("due_at");--> statement-breakpoint
CREATE INDEX "kpi_touched_business_id_index" ON "kpi_touched" USING btree ("business_id");--> statement-breakpoint
CREATE INDEX "kpi_visits_business_id_day_index" ON "kpi_visits" USING btree ("business_id","day");--> statement-breakpoint
CREATE INDEX "operating_costs_business_id_first_day_index" ON "operating_costs" USING btree ("business_id","first_day");--> statement-breakpoint
CREATE INDEX "leads_chat_id_index" ON "leads" USING btree ("chat_id");--> statement-breakpoint
CREATE INDEX "messages_said" ON "messages" USING brin ("created_at","sent_at");