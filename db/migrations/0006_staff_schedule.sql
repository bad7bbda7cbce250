ALTER TABLE "occupancies" ADD COLUMN "series" text;--> statement-breakpoint
ALTER TABLE "occupancies" ADD COLUMN "version" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
CREATE INDEX "occupancies_series" ON "occupancies" USING btree ("business_id","series") WHERE series is not null;