DROP INDEX "consents_once";--> statement-breakpoint
ALTER TABLE "consents" ADD COLUMN "language" text;--> statement-breakpoint
ALTER TABLE "notices" ADD COLUMN "marketing" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "consents_once" ON "consents" USING btree ("client_id","purpose","version",coalesce(channel_id, 0)) WHERE revoked_at is null;