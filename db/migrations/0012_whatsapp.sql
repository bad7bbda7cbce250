CREATE TABLE "message_templates" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "message_templates_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"business_id" bigint NOT NULL,
	"channel_id" bigint NOT NULL,
	"name" text NOT NULL,
	"language" text NOT NULL,
	"locale" text NOT NULL,
	"body" text NOT NULL,
	"parameters" text[] DEFAULT '{}' NOT NULL,
	"buttons" text[] DEFAULT '{}' NOT NULL,
	"taps" text[] DEFAULT '{}' NOT NULL,
	"category" text NOT NULL,
	"status" text NOT NULL,
	"reason" text,
	"notice" text,
	"version" integer DEFAULT 1 NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "message_templates_channelId_name_language_unique" UNIQUE("channel_id","name","language")
);
--> statement-breakpoint
ALTER TABLE "chats" ADD COLUMN "phone" text;--> statement-breakpoint
ALTER TABLE "chats" ADD COLUMN "window_until" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "clients" ADD COLUMN "preferred_channel" text;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "receipt" text;--> statement-breakpoint
ALTER TABLE "notices" ADD COLUMN "hops" jsonb;--> statement-breakpoint
ALTER TABLE "message_templates" ADD CONSTRAINT "message_templates_business_id_channel_id_channels_business_id_id_fk" FOREIGN KEY ("business_id","channel_id") REFERENCES "public"."channels"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "message_templates_notice" ON "message_templates" USING btree ("channel_id","notice","language") WHERE notice is not null;