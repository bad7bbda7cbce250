-- The referee of all races: a resource is in one place at a time. A deliberate overlap by staff carries its reason
-- and stands outside the predicate. drizzle-kit has no words for EXCLUDE, so this migration is written by hand.
ALTER TABLE "occupancies" ADD CONSTRAINT "occupancies_no_overlap"
  EXCLUDE USING gist ("resource_id" WITH =, "during" WITH &&) WHERE ("overlap_reason" IS NULL);
--> statement-breakpoint
ALTER TABLE "occupancies" ADD CONSTRAINT "occupancies_not_empty" CHECK (NOT isempty("during"));
--> statement-breakpoint
-- Web visitors number what has reached them; the platform has no ids of its own.
CREATE SEQUENCE "web_deliveries";
