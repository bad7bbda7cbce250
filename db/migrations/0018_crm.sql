CREATE TABLE "crm_hints" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "crm_hints_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"business_id" bigint NOT NULL,
	"entity" text NOT NULL,
	"remote_id" bigint NOT NULL,
	"deleted" boolean DEFAULT false NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "crm_links" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "crm_links_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"business_id" bigint NOT NULL,
	"kind" text NOT NULL,
	"client_id" bigint,
	"lead_id" bigint,
	"appointment_id" bigint,
	"chat_id" bigint,
	"deal_id" bigint,
	"about" text,
	"remote_id" bigint,
	"gone_at" timestamp (3) with time zone,
	"wanted" integer DEFAULT 1 NOT NULL,
	"confirmed" integer DEFAULT 0 NOT NULL,
	"touched_at" timestamp (3) with time zone NOT NULL,
	"due_at" timestamp (3) with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"last_error" text,
	"synced" jsonb,
	"sent" jsonb,
	"confirmed_at" timestamp (3) with time zone,
	CONSTRAINT "crm_links_businessId_id_unique" UNIQUE("business_id","id")
);
--> statement-breakpoint
CREATE TABLE "crm_log" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "crm_log_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"business_id" bigint NOT NULL,
	"link_id" bigint NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"field" text NOT NULL,
	"ours" jsonb,
	"theirs" jsonb,
	"won" text NOT NULL,
	"refused" text
);
--> statement-breakpoint
CREATE TABLE "crm_portals" (
	"business_id" bigint PRIMARY KEY NOT NULL,
	"key" text NOT NULL,
	"host" text NOT NULL,
	"webhook" text,
	"event_token" text,
	"origin" text NOT NULL,
	"settings" jsonb,
	"state" text NOT NULL,
	"trouble" text,
	"code" text,
	"description" text,
	"failures" integer DEFAULT 0 NOT NULL,
	"failing_since" timestamp (3) with time zone,
	"retry_at" timestamp (3) with time zone,
	"told_at" timestamp (3) with time zone,
	"lease_token" text,
	"lease_until" timestamp (3) with time zone,
	"bucket_level" double precision DEFAULT 0 NOT NULL,
	"bucket_at" timestamp (3) with time zone,
	"cursors" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"polled_at" timestamp (3) with time zone,
	"confirmed_at" timestamp (3) with time zone,
	"event_at" timestamp (3) with time zone,
	"reconcile_at" timestamp (3) with time zone,
	"reconciled_at" timestamp (3) with time zone,
	"report" jsonb,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "crm_portals_key_unique" UNIQUE("key"),
	CONSTRAINT "crm_portals_reachable" CHECK ("crm_portals"."state" = 'off' or "crm_portals"."webhook" is not null)
);
--> statement-breakpoint
CREATE TABLE "crm_touched" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "crm_touched_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"business_id" bigint NOT NULL,
	"client_id" bigint,
	"lead_id" bigint,
	"appointment_id" bigint,
	"chat_id" bigint
);
--> statement-breakpoint
ALTER TABLE "crm_hints" ADD CONSTRAINT "crm_hints_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "crm_links" ADD CONSTRAINT "crm_links_business_id_client_id_clients_business_id_id_fk" FOREIGN KEY ("business_id","client_id") REFERENCES "public"."clients"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "crm_links" ADD CONSTRAINT "crm_links_business_id_lead_id_leads_business_id_id_fk" FOREIGN KEY ("business_id","lead_id") REFERENCES "public"."leads"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "crm_links" ADD CONSTRAINT "crm_links_business_id_appointment_id_appointments_business_id_id_fk" FOREIGN KEY ("business_id","appointment_id") REFERENCES "public"."appointments"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "crm_links" ADD CONSTRAINT "crm_links_business_id_chat_id_chats_business_id_id_fk" FOREIGN KEY ("business_id","chat_id") REFERENCES "public"."chats"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "crm_links" ADD CONSTRAINT "crm_links_business_id_deal_id_crm_links_business_id_id_fk" FOREIGN KEY ("business_id","deal_id") REFERENCES "public"."crm_links"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "crm_log" ADD CONSTRAINT "crm_log_business_id_link_id_crm_links_business_id_id_fk" FOREIGN KEY ("business_id","link_id") REFERENCES "public"."crm_links"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "crm_portals" ADD CONSTRAINT "crm_portals_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "crm_hints_business_id_id_index" ON "crm_hints" USING btree ("business_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "crm_links_client" ON "crm_links" USING btree ("client_id","kind") WHERE client_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "crm_links_lead" ON "crm_links" USING btree ("lead_id","kind") WHERE lead_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "crm_links_visit" ON "crm_links" USING btree ("appointment_id","kind") WHERE appointment_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "crm_links_about" ON "crm_links" USING btree ("deal_id","kind","about") WHERE deal_id is not null;--> statement-breakpoint
CREATE INDEX "crm_links_remote" ON "crm_links" USING btree ("business_id","kind","remote_id") WHERE remote_id is not null;--> statement-breakpoint
CREATE INDEX "crm_links_due" ON "crm_links" USING btree ("business_id","due_at") WHERE due_at is not null;--> statement-breakpoint
CREATE INDEX "crm_links_chat" ON "crm_links" USING btree ("chat_id") WHERE chat_id is not null;--> statement-breakpoint
CREATE INDEX "crm_log_business_id_id_index" ON "crm_log" USING btree ("business_id","id");--> statement-breakpoint
CREATE INDEX "crm_log_link_id_index" ON "crm_log" USING btree ("link_id");--> statement-breakpoint
CREATE INDEX "crm_touched_business_id_id_index" ON "crm_touched" USING btree ("business_id","id");