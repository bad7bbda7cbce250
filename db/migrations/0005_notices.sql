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
CREATE TABLE "chains" (
	"business_id" bigint NOT NULL,
	"name" text NOT NULL,
	"active" boolean NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	"per_hour" smallint NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "chains_business_id_name_pk" PRIMARY KEY("business_id","name")
);
--> statement-breakpoint
CREATE TABLE "experiments" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "experiments_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"business_id" bigint NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"target" text,
	"variants" jsonb NOT NULL,
	"outcome" text NOT NULL,
	"window_days" smallint NOT NULL,
	"baseline" double precision NOT NULL,
	"baseline_of" integer NOT NULL,
	"effect" double precision NOT NULL,
	"size" integer NOT NULL,
	"status" text DEFAULT 'draft' NOT NULL,
	"winner" text,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"started_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "experiments_businessId_id_unique" UNIQUE("business_id","id")
);
--> statement-breakpoint
CREATE TABLE "exposures" (
	"business_id" bigint NOT NULL,
	"experiment_id" bigint NOT NULL,
	"client_id" bigint NOT NULL,
	"variant" text NOT NULL,
	"first_exposed_at" timestamp (3) with time zone NOT NULL,
	"message_id" bigint,
	CONSTRAINT "exposures_experiment_id_client_id_pk" PRIMARY KEY("experiment_id","client_id")
);
--> statement-breakpoint
CREATE TABLE "feedback" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "feedback_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"business_id" bigint NOT NULL,
	"appointment_id" bigint NOT NULL,
	"client_id" bigint NOT NULL,
	"chat_id" bigint,
	"score" smallint NOT NULL,
	"text" text,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "feedback_businessId_appointmentId_unique" UNIQUE("business_id","appointment_id"),
	CONSTRAINT "feedback_score" CHECK ("feedback"."score" between 1 and 5)
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
CREATE TABLE "offers" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "offers_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"business_id" bigint NOT NULL,
	"client_id" bigint NOT NULL,
	"code" text NOT NULL,
	"percent" smallint,
	"amount" bigint,
	"source" text NOT NULL,
	"reason" text NOT NULL,
	"appointment_id" bigint,
	"redeemed_by" bigint,
	"redeemed_at" timestamp (3) with time zone,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"revoked_at" timestamp (3) with time zone,
	"member_id" bigint,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "offers_businessId_id_unique" UNIQUE("business_id","id"),
	CONSTRAINT "offers_code" UNIQUE("business_id","code"),
	CONSTRAINT "offers_one_measure" CHECK (("offers"."percent" is null) <> ("offers"."amount" is null)),
	CONSTRAINT "offers_percent" CHECK ("offers"."percent" between 1 and 100),
	CONSTRAINT "offers_amount" CHECK ("offers"."amount" > 0)
);
--> statement-breakpoint
CREATE TABLE "openings" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "openings_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"business_id" bigint NOT NULL,
	"location_id" bigint,
	"from_at" timestamp (3) with time zone NOT NULL,
	"to_at" timestamp (3) with time zone NOT NULL,
	"near" timestamp (3) with time zone,
	"due_at" timestamp (3) with time zone NOT NULL
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
CREATE TABLE "waitlist" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "waitlist_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"business_id" bigint NOT NULL,
	"client_id" bigint NOT NULL,
	"chat_id" bigint,
	"location_id" bigint NOT NULL,
	"service_id" bigint NOT NULL,
	"services" bigint[] NOT NULL,
	"resource_id" bigint,
	"from_day" date NOT NULL,
	"to_day" date NOT NULL,
	"from_minute" smallint,
	"to_minute" smallint,
	"begins_at" timestamp (3) with time zone NOT NULL,
	"ends_at" timestamp (3) with time zone NOT NULL,
	"status" text NOT NULL,
	"passed" bigint[] DEFAULT '{}' NOT NULL,
	"misses" smallint DEFAULT 0 NOT NULL,
	"appointment_id" bigint,
	"offered_until" timestamp (3) with time zone,
	"due_at" timestamp (3) with time zone,
	"near" timestamp (3) with time zone,
	"catalog_version" integer NOT NULL,
	"member_id" bigint,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "waitlist_businessId_id_unique" UNIQUE("business_id","id")
);
--> statement-breakpoint
DROP INDEX "consents_once";--> statement-breakpoint
ALTER TABLE "appointment_parts" ADD COLUMN "own_minutes" integer;--> statement-breakpoint
ALTER TABLE "appointments" ADD COLUMN "upsold" bigint[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "appointments" ADD COLUMN "cancelled_late" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "appointments" ADD COLUMN "cancelled_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "consents" ADD COLUMN "language" text;--> statement-breakpoint
ALTER TABLE "identities" ADD COLUMN "marketing_asked_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "leads" ADD COLUMN "promo" text;--> statement-breakpoint
ALTER TABLE "leads" ADD COLUMN "district" text;--> statement-breakpoint
ALTER TABLE "leads" ADD COLUMN "version" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "locations" ADD COLUMN "review_url" text;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "exposes" jsonb;--> statement-breakpoint
ALTER TABLE "notices" ADD COLUMN "marketing" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "notices" ADD COLUMN "chain" text;--> statement-breakpoint
ALTER TABLE "notices" ADD COLUMN "step" smallint;--> statement-breakpoint
ALTER TABLE "notices" ADD COLUMN "trigger_id" bigint;--> statement-breakpoint
ALTER TABLE "services" ADD COLUMN "cycle_days" smallint;--> statement-breakpoint
ALTER TABLE "services" ADD COLUMN "goes_with" bigint[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "services" ADD COLUMN "trial" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "ad_spend" ADD CONSTRAINT "ad_spend_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ad_spend" ADD CONSTRAINT "ad_spend_business_id_member_id_members_business_id_id_fk" FOREIGN KEY ("business_id","member_id") REFERENCES "public"."members"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "chains" ADD CONSTRAINT "chains_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "experiments" ADD CONSTRAINT "experiments_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "exposures" ADD CONSTRAINT "exposures_business_id_experiment_id_experiments_business_id_id_fk" FOREIGN KEY ("business_id","experiment_id") REFERENCES "public"."experiments"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "exposures" ADD CONSTRAINT "exposures_business_id_client_id_clients_business_id_id_fk" FOREIGN KEY ("business_id","client_id") REFERENCES "public"."clients"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feedback" ADD CONSTRAINT "feedback_business_id_appointment_id_appointments_business_id_id_fk" FOREIGN KEY ("business_id","appointment_id") REFERENCES "public"."appointments"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feedback" ADD CONSTRAINT "feedback_business_id_client_id_clients_business_id_id_fk" FOREIGN KEY ("business_id","client_id") REFERENCES "public"."clients"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feedback" ADD CONSTRAINT "feedback_business_id_chat_id_chats_business_id_id_fk" FOREIGN KEY ("business_id","chat_id") REFERENCES "public"."chats"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "kpi_answers" ADD CONSTRAINT "kpi_answers_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "kpi_cohorts" ADD CONSTRAINT "kpi_cohorts_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "kpi_dialogues" ADD CONSTRAINT "kpi_dialogues_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "kpi_leads" ADD CONSTRAINT "kpi_leads_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "kpi_state" ADD CONSTRAINT "kpi_state_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "kpi_touched" ADD CONSTRAINT "kpi_touched_business_id_client_id_clients_business_id_id_fk" FOREIGN KEY ("business_id","client_id") REFERENCES "public"."clients"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "kpi_visits" ADD CONSTRAINT "kpi_visits_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "offers" ADD CONSTRAINT "offers_business_id_client_id_clients_business_id_id_fk" FOREIGN KEY ("business_id","client_id") REFERENCES "public"."clients"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "offers" ADD CONSTRAINT "offers_business_id_appointment_id_appointments_business_id_id_fk" FOREIGN KEY ("business_id","appointment_id") REFERENCES "public"."appointments"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "offers" ADD CONSTRAINT "offers_business_id_redeemed_by_appointments_business_id_id_fk" FOREIGN KEY ("business_id","redeemed_by") REFERENCES "public"."appointments"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "offers" ADD CONSTRAINT "offers_business_id_member_id_members_business_id_id_fk" FOREIGN KEY ("business_id","member_id") REFERENCES "public"."members"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "openings" ADD CONSTRAINT "openings_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "operating_costs" ADD CONSTRAINT "operating_costs_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "operating_costs" ADD CONSTRAINT "operating_costs_business_id_member_id_members_business_id_id_fk" FOREIGN KEY ("business_id","member_id") REFERENCES "public"."members"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "waitlist" ADD CONSTRAINT "waitlist_business_id_client_id_clients_business_id_id_fk" FOREIGN KEY ("business_id","client_id") REFERENCES "public"."clients"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "waitlist" ADD CONSTRAINT "waitlist_business_id_chat_id_chats_business_id_id_fk" FOREIGN KEY ("business_id","chat_id") REFERENCES "public"."chats"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "waitlist" ADD CONSTRAINT "waitlist_business_id_location_id_locations_business_id_id_fk" FOREIGN KEY ("business_id","location_id") REFERENCES "public"."locations"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "waitlist" ADD CONSTRAINT "waitlist_business_id_service_id_services_business_id_id_fk" FOREIGN KEY ("business_id","service_id") REFERENCES "public"."services"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "waitlist" ADD CONSTRAINT "waitlist_business_id_resource_id_resources_business_id_id_fk" FOREIGN KEY ("business_id","resource_id") REFERENCES "public"."resources"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "waitlist" ADD CONSTRAINT "waitlist_business_id_appointment_id_appointments_business_id_id_fk" FOREIGN KEY ("business_id","appointment_id") REFERENCES "public"."appointments"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "waitlist" ADD CONSTRAINT "waitlist_business_id_member_id_members_business_id_id_fk" FOREIGN KEY ("business_id","member_id") REFERENCES "public"."members"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "experiments_place" ON "experiments" USING btree ("business_id","kind",coalesce(target, '')) WHERE status = 'running';--> statement-breakpoint
CREATE INDEX "exposures_client_id_index" ON "exposures" USING btree ("client_id");--> statement-breakpoint
CREATE INDEX "feedback_client_id_index" ON "feedback" USING btree ("client_id");--> statement-breakpoint
CREATE INDEX "kpi_answers_business_id_day_index" ON "kpi_answers" USING btree ("business_id","day");--> statement-breakpoint
CREATE INDEX "kpi_dialogues_business_id_day_index" ON "kpi_dialogues" USING btree ("business_id","day");--> statement-breakpoint
CREATE INDEX "kpi_leads_business_id_day_index" ON "kpi_leads" USING btree ("business_id","day");--> statement-breakpoint
CREATE INDEX "kpi_state_due_at_index" ON "kpi_state" USING btree ("due_at");--> statement-breakpoint
CREATE INDEX "kpi_touched_business_id_index" ON "kpi_touched" USING btree ("business_id");--> statement-breakpoint
CREATE INDEX "kpi_visits_business_id_day_index" ON "kpi_visits" USING btree ("business_id","day");--> statement-breakpoint
CREATE UNIQUE INDEX "offers_given_once" ON "offers" USING btree ("appointment_id","source") WHERE appointment_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "offers_redeemed_once" ON "offers" USING btree ("redeemed_by") WHERE redeemed_by is not null;--> statement-breakpoint
CREATE INDEX "offers_client_id_index" ON "offers" USING btree ("client_id");--> statement-breakpoint
CREATE INDEX "openings_due_at_index" ON "openings" USING btree ("due_at");--> statement-breakpoint
CREATE INDEX "operating_costs_business_id_first_day_index" ON "operating_costs" USING btree ("business_id","first_day");--> statement-breakpoint
CREATE UNIQUE INDEX "waitlist_once" ON "waitlist" USING btree ("client_id","service_id") WHERE status in ('waiting', 'offered');--> statement-breakpoint
CREATE INDEX "waitlist_open" ON "waitlist" USING btree ("business_id","created_at","id") WHERE status in ('waiting', 'offered');--> statement-breakpoint
CREATE INDEX "waitlist_due" ON "waitlist" USING btree ("due_at") WHERE status in ('waiting', 'offered');--> statement-breakpoint
CREATE INDEX "waitlist_appointment" ON "waitlist" USING btree ("appointment_id") WHERE appointment_id is not null;--> statement-breakpoint
ALTER TABLE "notices" ADD CONSTRAINT "notices_business_id_trigger_id_appointments_business_id_id_fk" FOREIGN KEY ("business_id","trigger_id") REFERENCES "public"."appointments"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "leads_chat_id_index" ON "leads" USING btree ("chat_id");--> statement-breakpoint
CREATE INDEX "messages_said" ON "messages" USING brin ("created_at","sent_at");--> statement-breakpoint
CREATE UNIQUE INDEX "notices_step_once" ON "notices" USING btree ("client_id","chain","trigger_id","step") WHERE chain is not null;--> statement-breakpoint
CREATE INDEX "notices_trigger" ON "notices" USING btree ("trigger_id") WHERE trigger_id is not null;--> statement-breakpoint
CREATE INDEX "notices_pace" ON "notices" USING btree ("business_id","done_at") WHERE chain is not null and status <> 'planned';--> statement-breakpoint
CREATE UNIQUE INDEX "consents_once" ON "consents" USING btree ("client_id","purpose","version",coalesce(channel_id, 0)) WHERE revoked_at is null;--> statement-breakpoint
ALTER TABLE "questions" DROP COLUMN "variant";