ALTER TABLE "notices" ADD COLUMN "chain" text;--> statement-breakpoint
ALTER TABLE "notices" ADD COLUMN "step" smallint;--> statement-breakpoint
ALTER TABLE "notices" ADD COLUMN "trigger_id" bigint;--> statement-breakpoint
ALTER TABLE "notices" ADD CONSTRAINT "notices_business_id_trigger_id_appointments_business_id_id_fk" FOREIGN KEY ("business_id","trigger_id") REFERENCES "public"."appointments"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "notices_step_once" ON "notices" USING btree ("client_id","chain","trigger_id","step") WHERE chain is not null;--> statement-breakpoint
CREATE INDEX "notices_trigger" ON "notices" USING btree ("trigger_id") WHERE trigger_id is not null;