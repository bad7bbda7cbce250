ALTER TABLE "consents" ALTER COLUMN "channel_id" DROP NOT NULL;--> statement-breakpoint
CREATE INDEX "events_appointment" ON "events" USING btree ("appointment_id") WHERE appointment_id is not null;