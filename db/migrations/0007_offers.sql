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
ALTER TABLE "appointments" ADD COLUMN "cancelled_late" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "offers" ADD CONSTRAINT "offers_business_id_client_id_clients_business_id_id_fk" FOREIGN KEY ("business_id","client_id") REFERENCES "public"."clients"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "offers" ADD CONSTRAINT "offers_business_id_appointment_id_appointments_business_id_id_fk" FOREIGN KEY ("business_id","appointment_id") REFERENCES "public"."appointments"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "offers" ADD CONSTRAINT "offers_business_id_redeemed_by_appointments_business_id_id_fk" FOREIGN KEY ("business_id","redeemed_by") REFERENCES "public"."appointments"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "offers" ADD CONSTRAINT "offers_business_id_member_id_members_business_id_id_fk" FOREIGN KEY ("business_id","member_id") REFERENCES "public"."members"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "offers_given_once" ON "offers" USING btree ("appointment_id","source") WHERE appointment_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "offers_redeemed_once" ON "offers" USING btree ("redeemed_by") WHERE redeemed_by is not null;--> statement-breakpoint
CREATE INDEX "offers_client_id_index" ON "offers" USING btree ("client_id");