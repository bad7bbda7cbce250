ALTER TABLE "kpi_touched" DROP CONSTRAINT "kpi_touched_business_id_businesses_id_fk";
--> statement-breakpoint
ALTER TABLE "kpi_touched" ADD CONSTRAINT "kpi_touched_business_id_client_id_clients_business_id_id_fk" FOREIGN KEY ("business_id","client_id") REFERENCES "public"."clients"("business_id","id") ON DELETE no action ON UPDATE no action;