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
CREATE TABLE "feedback" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "feedback_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"business_id" bigint NOT NULL,
	"appointment_id" bigint NOT NULL,
	"client_id" bigint NOT NULL,
	"chat_id" bigint,
	"score" smallint NOT NULL,
	"text" text,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "feedback_appointmentId_unique" UNIQUE("appointment_id"),
	CONSTRAINT "feedback_score" CHECK ("feedback"."score" between 1 and 5)
);
--> statement-breakpoint
ALTER TABLE "appointments" ADD COLUMN "upsold" bigint[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "identities" ADD COLUMN "marketing_asked_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "locations" ADD COLUMN "review_url" text;--> statement-breakpoint
ALTER TABLE "services" ADD COLUMN "cycle_days" smallint;--> statement-breakpoint
ALTER TABLE "services" ADD COLUMN "goes_with" bigint[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "services" ADD COLUMN "trial" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "chains" ADD CONSTRAINT "chains_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feedback" ADD CONSTRAINT "feedback_business_id_appointment_id_appointments_business_id_id_fk" FOREIGN KEY ("business_id","appointment_id") REFERENCES "public"."appointments"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feedback" ADD CONSTRAINT "feedback_business_id_client_id_clients_business_id_id_fk" FOREIGN KEY ("business_id","client_id") REFERENCES "public"."clients"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feedback" ADD CONSTRAINT "feedback_business_id_chat_id_chats_business_id_id_fk" FOREIGN KEY ("business_id","chat_id") REFERENCES "public"."chats"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "feedback_client_id_index" ON "feedback" USING btree ("client_id");--> statement-breakpoint
CREATE INDEX "notices_pace" ON "notices" USING btree ("business_id","done_at") WHERE chain is not null and status <> 'planned';