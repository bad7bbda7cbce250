CREATE TABLE "appointment_parts" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "appointment_parts_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"business_id" bigint NOT NULL,
	"appointment_id" bigint NOT NULL,
	"position" smallint NOT NULL,
	"service_id" bigint NOT NULL,
	"resource_id" bigint NOT NULL,
	"starts_at" timestamp (3) with time zone NOT NULL,
	"ends_at" timestamp (3) with time zone NOT NULL,
	"price" bigint NOT NULL,
	"variable_cost" bigint NOT NULL,
	CONSTRAINT "appointment_parts_appointmentId_position_unique" UNIQUE("appointment_id","position")
);
--> statement-breakpoint
CREATE TABLE "appointments" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "appointments_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"business_id" bigint NOT NULL,
	"key" text NOT NULL,
	"client_id" bigint NOT NULL,
	"chat_id" bigint,
	"lead_id" bigint,
	"location_id" bigint NOT NULL,
	"session_id" bigint,
	"door" text NOT NULL,
	"status" text NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"starts_at" timestamp (3) with time zone NOT NULL,
	"ends_at" timestamp (3) with time zone NOT NULL,
	"price" bigint NOT NULL,
	"hold_expires_at" timestamp (3) with time zone,
	"seat_taken" boolean DEFAULT false NOT NULL,
	"cancel_reason" text,
	"cancelled_by" text,
	"overlap_reason" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "appointments_businessId_id_unique" UNIQUE("business_id","id"),
	CONSTRAINT "appointments_key" UNIQUE("business_id","key")
);
--> statement-breakpoint
CREATE TABLE "businesses" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "businesses_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"name" text NOT NULL,
	"template" text NOT NULL,
	"timezone" text NOT NULL,
	"currency" text DEFAULT 'RUB' NOT NULL,
	"rules" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"owner_code_hash" text,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "channels" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "channels_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"business_id" bigint NOT NULL,
	"kind" text NOT NULL,
	"key" text NOT NULL,
	"credentials" text,
	"profile" jsonb,
	"poll_offset" bigint DEFAULT 0 NOT NULL,
	"poller_until" timestamp (3) with time zone,
	"poller" text,
	"rate" double precision DEFAULT 25 NOT NULL,
	"burst" double precision DEFAULT 25 NOT NULL,
	"tokens" double precision DEFAULT 25 NOT NULL,
	"refilled_at" timestamp (3) with time zone,
	"last_error" text,
	"last_error_at" timestamp (3) with time zone,
	CONSTRAINT "channels_businessId_id_unique" UNIQUE("business_id","id"),
	CONSTRAINT "channels_kind_key_unique" UNIQUE("kind","key")
);
--> statement-breakpoint
CREATE TABLE "chats" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "chats_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"business_id" bigint NOT NULL,
	"channel_id" bigint NOT NULL,
	"external_id" text NOT NULL,
	"client_id" bigint,
	"language" text DEFAULT 'ru' NOT NULL,
	"state" jsonb,
	"draft" jsonb,
	"owner" text DEFAULT 'bot' NOT NULL,
	"owner_member_id" bigint,
	"queued_at" timestamp (3) with time zone,
	"queue_reason" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "chats_businessId_id_unique" UNIQUE("business_id","id"),
	CONSTRAINT "chats_channelId_externalId_unique" UNIQUE("channel_id","external_id")
);
--> statement-breakpoint
CREATE TABLE "clients" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "clients_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"business_id" bigint NOT NULL,
	"name" text,
	"phone" text,
	"phone_verified" boolean DEFAULT false NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "clients_businessId_id_unique" UNIQUE("business_id","id")
);
--> statement-breakpoint
CREATE TABLE "consent_texts" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "consent_texts_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"business_id" bigint NOT NULL,
	"purpose" text NOT NULL,
	"version" integer NOT NULL,
	"language" text NOT NULL,
	"body" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "consent_texts_businessId_purpose_version_language_unique" UNIQUE("business_id","purpose","version","language")
);
--> statement-breakpoint
CREATE TABLE "consents" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "consents_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"business_id" bigint NOT NULL,
	"client_id" bigint NOT NULL,
	"channel_id" bigint NOT NULL,
	"purpose" text NOT NULL,
	"version" integer NOT NULL,
	"granted_at" timestamp (3) with time zone NOT NULL,
	"revoked_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "events" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"business_id" bigint NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"kind" text NOT NULL,
	"chat_id" bigint,
	"client_id" bigint,
	"lead_id" bigint,
	"appointment_id" bigint,
	"member_id" bigint,
	"data" jsonb
);
--> statement-breakpoint
CREATE TABLE "faq" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "faq_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"business_id" bigint NOT NULL,
	"topic" text NOT NULL,
	"question" text NOT NULL,
	"answer" text NOT NULL,
	"position" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "identities" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "identities_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"business_id" bigint NOT NULL,
	"client_id" bigint NOT NULL,
	"channel_id" bigint NOT NULL,
	"external_id" text NOT NULL,
	"blocked_at" timestamp (3) with time zone,
	CONSTRAINT "identities_businessId_id_unique" UNIQUE("business_id","id"),
	CONSTRAINT "identities_channelId_externalId_unique" UNIQUE("channel_id","external_id")
);
--> statement-breakpoint
CREATE TABLE "leads" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "leads_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"business_id" bigint NOT NULL,
	"client_id" bigint NOT NULL,
	"chat_id" bigint,
	"channel_id" bigint,
	"source" text NOT NULL,
	"medium" text,
	"campaign" text,
	"content" text,
	"term" text,
	"paid" boolean DEFAULT false NOT NULL,
	"origin" jsonb,
	"stage" text DEFAULT 'new' NOT NULL,
	"lost_reason" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "leads_businessId_id_unique" UNIQUE("business_id","id")
);
--> statement-breakpoint
CREATE TABLE "locations" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "locations_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"business_id" bigint NOT NULL,
	"name" text NOT NULL,
	"timezone" text NOT NULL,
	"district" text,
	"address" text NOT NULL,
	"directions" text,
	"phone" text,
	"position" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "locations_businessId_id_unique" UNIQUE("business_id","id")
);
--> statement-breakpoint
CREATE TABLE "members" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "members_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"business_id" bigint NOT NULL,
	"name" text NOT NULL,
	"role" text NOT NULL,
	"channel_id" bigint NOT NULL,
	"external_id" text NOT NULL,
	"on_duty" boolean DEFAULT true NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "members_businessId_id_unique" UNIQUE("business_id","id"),
	CONSTRAINT "members_channelId_externalId_unique" UNIQUE("channel_id","external_id")
);
--> statement-breakpoint
CREATE TABLE "messages" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "messages_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"business_id" bigint NOT NULL,
	"channel_id" bigint NOT NULL,
	"chat_id" bigint NOT NULL,
	"direction" text NOT NULL,
	"author" text NOT NULL,
	"member_id" bigint,
	"external_id" text,
	"platform_at" timestamp (3) with time zone,
	"sequence" bigint,
	"method" text,
	"body" jsonb NOT NULL,
	"text" text,
	"platform_id" text,
	"target_id" bigint,
	"about_chat_id" bigint,
	"status" text NOT NULL,
	"reason" text,
	"attempts" smallint DEFAULT 0 NOT NULL,
	"due_at" timestamp (3) with time zone,
	"lease_until" timestamp (3) with time zone,
	"lease_token" text,
	"expires_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"sent_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "occupancies" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "occupancies_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"business_id" bigint NOT NULL,
	"resource_id" bigint NOT NULL,
	"during" "tstzrange" NOT NULL,
	"kind" text NOT NULL,
	"appointment_id" bigint,
	"session_id" bigint,
	"expires_at" timestamp (3) with time zone,
	"overlap_reason" text,
	"reason" text
);
--> statement-breakpoint
CREATE TABLE "promos" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "promos_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"business_id" bigint NOT NULL,
	"campaign" text NOT NULL,
	"text" text NOT NULL,
	CONSTRAINT "promos_businessId_campaign_unique" UNIQUE("business_id","campaign")
);
--> statement-breakpoint
CREATE TABLE "resources" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "resources_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"business_id" bigint NOT NULL,
	"location_id" bigint NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"about" text,
	"active" boolean DEFAULT true NOT NULL,
	"position" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "resources_businessId_id_unique" UNIQUE("business_id","id")
);
--> statement-breakpoint
CREATE TABLE "service_masters" (
	"business_id" bigint NOT NULL,
	"service_id" bigint NOT NULL,
	"resource_id" bigint NOT NULL,
	"segments" integer[],
	"price" bigint,
	CONSTRAINT "service_masters_service_id_resource_id_pk" PRIMARY KEY("service_id","resource_id")
);
--> statement-breakpoint
CREATE TABLE "services" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "services_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"business_id" bigint NOT NULL,
	"category" text,
	"name" text NOT NULL,
	"segments" integer[] NOT NULL,
	"buffer_before" integer DEFAULT 0 NOT NULL,
	"buffer_after" integer DEFAULT 0 NOT NULL,
	"price" bigint NOT NULL,
	"price_from" boolean DEFAULT false NOT NULL,
	"variable_cost" bigint DEFAULT 0 NOT NULL,
	"capacity" integer DEFAULT 1 NOT NULL,
	"needs" text[] DEFAULT '{}' NOT NULL,
	"rules" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"active" boolean DEFAULT true NOT NULL,
	"position" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "services_businessId_id_unique" UNIQUE("business_id","id")
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "sessions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"business_id" bigint NOT NULL,
	"service_id" bigint NOT NULL,
	"location_id" bigint NOT NULL,
	"resource_id" bigint NOT NULL,
	"starts_at" timestamp (3) with time zone NOT NULL,
	"ends_at" timestamp (3) with time zone NOT NULL,
	"capacity" integer NOT NULL,
	"taken" integer DEFAULT 0 NOT NULL,
	"cancelled_at" timestamp (3) with time zone,
	CONSTRAINT "sessions_businessId_id_unique" UNIQUE("business_id","id"),
	CONSTRAINT "sessions_resourceId_startsAt_unique" UNIQUE("resource_id","starts_at"),
	CONSTRAINT "sessions_seats" CHECK ("sessions"."taken" between 0 and "sessions"."capacity")
);
--> statement-breakpoint
CREATE TABLE "time_off" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "time_off_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"business_id" bigint NOT NULL,
	"resource_id" bigint NOT NULL,
	"during" "tstzrange" NOT NULL,
	"reason" text
);
--> statement-breakpoint
CREATE TABLE "timetable" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "timetable_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"business_id" bigint NOT NULL,
	"service_id" bigint NOT NULL,
	"resource_id" bigint NOT NULL,
	"weekday" smallint NOT NULL,
	"minute" smallint NOT NULL,
	CONSTRAINT "timetable_resourceId_weekday_minute_unique" UNIQUE("resource_id","weekday","minute")
);
--> statement-breakpoint
CREATE TABLE "working_hours" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "working_hours_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"business_id" bigint NOT NULL,
	"location_id" bigint,
	"resource_id" bigint,
	"weekday" smallint,
	"date" date,
	"spans" jsonb NOT NULL,
	CONSTRAINT "working_hours_day" UNIQUE NULLS NOT DISTINCT("business_id","location_id","resource_id","weekday","date"),
	CONSTRAINT "working_hours_one_owner" CHECK (("working_hours"."location_id" is null) <> ("working_hours"."resource_id" is null)),
	CONSTRAINT "working_hours_one_day" CHECK (("working_hours"."weekday" is null) <> ("working_hours"."date" is null))
);
--> statement-breakpoint
ALTER TABLE "appointment_parts" ADD CONSTRAINT "appointment_parts_business_id_appointment_id_appointments_business_id_id_fk" FOREIGN KEY ("business_id","appointment_id") REFERENCES "public"."appointments"("business_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "appointment_parts" ADD CONSTRAINT "appointment_parts_business_id_service_id_services_business_id_id_fk" FOREIGN KEY ("business_id","service_id") REFERENCES "public"."services"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "appointment_parts" ADD CONSTRAINT "appointment_parts_business_id_resource_id_resources_business_id_id_fk" FOREIGN KEY ("business_id","resource_id") REFERENCES "public"."resources"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "appointments" ADD CONSTRAINT "appointments_business_id_client_id_clients_business_id_id_fk" FOREIGN KEY ("business_id","client_id") REFERENCES "public"."clients"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "appointments" ADD CONSTRAINT "appointments_business_id_chat_id_chats_business_id_id_fk" FOREIGN KEY ("business_id","chat_id") REFERENCES "public"."chats"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "appointments" ADD CONSTRAINT "appointments_business_id_lead_id_leads_business_id_id_fk" FOREIGN KEY ("business_id","lead_id") REFERENCES "public"."leads"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "appointments" ADD CONSTRAINT "appointments_business_id_location_id_locations_business_id_id_fk" FOREIGN KEY ("business_id","location_id") REFERENCES "public"."locations"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "appointments" ADD CONSTRAINT "appointments_business_id_session_id_sessions_business_id_id_fk" FOREIGN KEY ("business_id","session_id") REFERENCES "public"."sessions"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "channels" ADD CONSTRAINT "channels_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "chats" ADD CONSTRAINT "chats_business_id_channel_id_channels_business_id_id_fk" FOREIGN KEY ("business_id","channel_id") REFERENCES "public"."channels"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "chats" ADD CONSTRAINT "chats_business_id_client_id_clients_business_id_id_fk" FOREIGN KEY ("business_id","client_id") REFERENCES "public"."clients"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "chats" ADD CONSTRAINT "chats_business_id_owner_member_id_members_business_id_id_fk" FOREIGN KEY ("business_id","owner_member_id") REFERENCES "public"."members"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "clients" ADD CONSTRAINT "clients_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consent_texts" ADD CONSTRAINT "consent_texts_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consents" ADD CONSTRAINT "consents_business_id_client_id_clients_business_id_id_fk" FOREIGN KEY ("business_id","client_id") REFERENCES "public"."clients"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consents" ADD CONSTRAINT "consents_business_id_channel_id_channels_business_id_id_fk" FOREIGN KEY ("business_id","channel_id") REFERENCES "public"."channels"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "events" ADD CONSTRAINT "events_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "faq" ADD CONSTRAINT "faq_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identities" ADD CONSTRAINT "identities_business_id_client_id_clients_business_id_id_fk" FOREIGN KEY ("business_id","client_id") REFERENCES "public"."clients"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identities" ADD CONSTRAINT "identities_business_id_channel_id_channels_business_id_id_fk" FOREIGN KEY ("business_id","channel_id") REFERENCES "public"."channels"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "leads" ADD CONSTRAINT "leads_business_id_client_id_clients_business_id_id_fk" FOREIGN KEY ("business_id","client_id") REFERENCES "public"."clients"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "leads" ADD CONSTRAINT "leads_business_id_chat_id_chats_business_id_id_fk" FOREIGN KEY ("business_id","chat_id") REFERENCES "public"."chats"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "locations" ADD CONSTRAINT "locations_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "members" ADD CONSTRAINT "members_business_id_channel_id_channels_business_id_id_fk" FOREIGN KEY ("business_id","channel_id") REFERENCES "public"."channels"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_business_id_chat_id_chats_business_id_id_fk" FOREIGN KEY ("business_id","chat_id") REFERENCES "public"."chats"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "occupancies" ADD CONSTRAINT "occupancies_business_id_resource_id_resources_business_id_id_fk" FOREIGN KEY ("business_id","resource_id") REFERENCES "public"."resources"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "occupancies" ADD CONSTRAINT "occupancies_business_id_appointment_id_appointments_business_id_id_fk" FOREIGN KEY ("business_id","appointment_id") REFERENCES "public"."appointments"("business_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "occupancies" ADD CONSTRAINT "occupancies_business_id_session_id_sessions_business_id_id_fk" FOREIGN KEY ("business_id","session_id") REFERENCES "public"."sessions"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "promos" ADD CONSTRAINT "promos_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "resources" ADD CONSTRAINT "resources_business_id_location_id_locations_business_id_id_fk" FOREIGN KEY ("business_id","location_id") REFERENCES "public"."locations"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "service_masters" ADD CONSTRAINT "service_masters_business_id_service_id_services_business_id_id_fk" FOREIGN KEY ("business_id","service_id") REFERENCES "public"."services"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "service_masters" ADD CONSTRAINT "service_masters_business_id_resource_id_resources_business_id_id_fk" FOREIGN KEY ("business_id","resource_id") REFERENCES "public"."resources"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "services" ADD CONSTRAINT "services_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_business_id_service_id_services_business_id_id_fk" FOREIGN KEY ("business_id","service_id") REFERENCES "public"."services"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_business_id_resource_id_resources_business_id_id_fk" FOREIGN KEY ("business_id","resource_id") REFERENCES "public"."resources"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_business_id_location_id_locations_business_id_id_fk" FOREIGN KEY ("business_id","location_id") REFERENCES "public"."locations"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "time_off" ADD CONSTRAINT "time_off_business_id_resource_id_resources_business_id_id_fk" FOREIGN KEY ("business_id","resource_id") REFERENCES "public"."resources"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "timetable" ADD CONSTRAINT "timetable_business_id_service_id_services_business_id_id_fk" FOREIGN KEY ("business_id","service_id") REFERENCES "public"."services"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "timetable" ADD CONSTRAINT "timetable_business_id_resource_id_resources_business_id_id_fk" FOREIGN KEY ("business_id","resource_id") REFERENCES "public"."resources"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "working_hours" ADD CONSTRAINT "working_hours_business_id_location_id_locations_business_id_id_fk" FOREIGN KEY ("business_id","location_id") REFERENCES "public"."locations"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "working_hours" ADD CONSTRAINT "working_hours_business_id_resource_id_resources_business_id_id_fk" FOREIGN KEY ("business_id","resource_id") REFERENCES "public"."resources"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "appointments_client_id_starts_at_index" ON "appointments" USING btree ("client_id","starts_at");--> statement-breakpoint
CREATE INDEX "appointments_business_id_starts_at_index" ON "appointments" USING btree ("business_id","starts_at");--> statement-breakpoint
CREATE INDEX "appointments_holds" ON "appointments" USING btree ("hold_expires_at") WHERE status = 'held';--> statement-breakpoint
CREATE INDEX "appointments_session" ON "appointments" USING btree ("session_id") WHERE session_id is not null;--> statement-breakpoint
CREATE INDEX "chats_business_id_owner_index" ON "chats" USING btree ("business_id","owner") WHERE owner <> 'bot';--> statement-breakpoint
CREATE INDEX "chats_client_id_index" ON "chats" USING btree ("client_id");--> statement-breakpoint
CREATE INDEX "clients_business_id_phone_index" ON "clients" USING btree ("business_id","phone");--> statement-breakpoint
CREATE UNIQUE INDEX "consents_once" ON "consents" USING btree ("client_id","purpose","version") WHERE revoked_at is null;--> statement-breakpoint
CREATE INDEX "events_business_id_at_index" ON "events" USING btree ("business_id","at");--> statement-breakpoint
CREATE INDEX "events_chat_id_index" ON "events" USING btree ("chat_id");--> statement-breakpoint
CREATE INDEX "faq_business_id_index" ON "faq" USING btree ("business_id");--> statement-breakpoint
CREATE INDEX "leads_client_id_created_at_index" ON "leads" USING btree ("client_id","created_at");--> statement-breakpoint
CREATE INDEX "leads_business_id_created_at_index" ON "leads" USING btree ("business_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "messages_once" ON "messages" USING btree ("channel_id","external_id") WHERE direction = 'in';--> statement-breakpoint
CREATE INDEX "messages_transcript" ON "messages" USING btree ("chat_id","id");--> statement-breakpoint
CREATE INDEX "messages_platform" ON "messages" USING btree ("chat_id","platform_id") WHERE platform_id is not null;--> statement-breakpoint
CREATE INDEX "messages_inbox" ON "messages" USING btree ("chat_id","platform_at","sequence","id") WHERE status = 'received';--> statement-breakpoint
CREATE INDEX "messages_inbox_due" ON "messages" USING btree ("due_at") WHERE status = 'received';--> statement-breakpoint
CREATE INDEX "messages_outbox" ON "messages" USING btree ("chat_id","id") WHERE status in ('queued', 'sending');--> statement-breakpoint
CREATE INDEX "messages_outbox_due" ON "messages" USING btree ("due_at") WHERE status = 'queued';--> statement-breakpoint
CREATE INDEX "messages_outbox_leases" ON "messages" USING btree ("lease_until") WHERE status = 'sending';--> statement-breakpoint
CREATE INDEX "messages_failed" ON "messages" USING btree ("business_id","id") WHERE status = 'failed';--> statement-breakpoint
CREATE INDEX "occupancies_appointment" ON "occupancies" USING btree ("appointment_id");--> statement-breakpoint
CREATE INDEX "occupancies_session" ON "occupancies" USING btree ("session_id") WHERE session_id is not null;--> statement-breakpoint
CREATE INDEX "occupancies_overlaps" ON "occupancies" USING btree ("resource_id") WHERE overlap_reason is not null;--> statement-breakpoint
CREATE INDEX "sessions_business_id_service_id_starts_at_index" ON "sessions" USING btree ("business_id","service_id","starts_at");--> statement-breakpoint
CREATE INDEX "time_off_resource_id_index" ON "time_off" USING btree ("resource_id");