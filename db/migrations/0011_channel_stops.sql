CREATE TABLE "channel_stops" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "channel_stops_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"business_id" bigint NOT NULL,
	"source" text NOT NULL,
	"day" date NOT NULL,
	"member_id" bigint,
	"resumed_day" date,
	"resumed_by" bigint,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "channel_stops_in_order" CHECK ("channel_stops"."resumed_day" is null or "channel_stops"."resumed_day" >= "channel_stops"."day")
);
--> statement-breakpoint
ALTER TABLE "clients" ADD COLUMN "source_asked_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "leads" ADD COLUMN "told_source" text;--> statement-breakpoint
ALTER TABLE "leads" ADD COLUMN "told_words" text;--> statement-breakpoint
ALTER TABLE "channel_stops" ADD CONSTRAINT "channel_stops_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "channel_stops" ADD CONSTRAINT "channel_stops_business_id_member_id_members_business_id_id_fk" FOREIGN KEY ("business_id","member_id") REFERENCES "public"."members"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "channel_stops" ADD CONSTRAINT "channel_stops_business_id_resumed_by_members_business_id_id_fk" FOREIGN KEY ("business_id","resumed_by") REFERENCES "public"."members"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "channel_stops_once" ON "channel_stops" USING btree ("business_id","source") WHERE resumed_day is null;--> statement-breakpoint
CREATE INDEX "leads_told" ON "leads" USING btree ("business_id","created_at") WHERE told_source is not null;--> statement-breakpoint
-- Contacts that said where they heard of the business, beside what they came by.
CREATE VIEW "bi_told" AS
SELECT b.business_id, b.lead_id, b.client_id, b.chat_id, b.created_at, b.day, b.hour, b.channel, l.told_source, b.source, b.campaign, b.paid,
  b.booked, b.visited, b.paid_visit, b.new_client, b.revenue
FROM bi_leads b JOIN leads l ON l.id = b.lead_id
WHERE l.told_source IS NOT NULL;
