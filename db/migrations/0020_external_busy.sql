CREATE TABLE "external_busy" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "external_busy_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"business_id" bigint NOT NULL,
	"resource_id" bigint NOT NULL,
	"source" text NOT NULL,
	"during" "tstzrange" NOT NULL,
	"remote_id" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "external_calendars" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "external_calendars_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"business_id" bigint NOT NULL,
	"resource_id" bigint NOT NULL,
	"source" text NOT NULL,
	"remote_id" bigint NOT NULL,
	"read_at" timestamp (3) with time zone,
	"error" text,
	"notifies" boolean DEFAULT false NOT NULL,
	CONSTRAINT "external_calendars_resourceId_source_unique" UNIQUE("resource_id","source")
);
--> statement-breakpoint
DROP INDEX "crm_links_visit";--> statement-breakpoint
ALTER TABLE "external_busy" ADD CONSTRAINT "external_busy_business_id_resource_id_resources_business_id_id_fk" FOREIGN KEY ("business_id","resource_id") REFERENCES "public"."resources"("business_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "external_calendars" ADD CONSTRAINT "external_calendars_business_id_resource_id_resources_business_id_id_fk" FOREIGN KEY ("business_id","resource_id") REFERENCES "public"."resources"("business_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "external_busy_resource" ON "external_busy" USING btree ("resource_id","source");--> statement-breakpoint
CREATE INDEX "external_busy_during" ON "external_busy" USING gist ("resource_id","during");--> statement-breakpoint
CREATE INDEX "external_calendars_business_id_index" ON "external_calendars" USING btree ("business_id");--> statement-breakpoint
CREATE UNIQUE INDEX "crm_links_visit" ON "crm_links" USING btree ("appointment_id","kind",coalesce(about, '')) WHERE appointment_id is not null;