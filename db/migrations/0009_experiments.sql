CREATE TABLE "experiments" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "experiments_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"business_id" bigint NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"target" text,
	"variants" jsonb NOT NULL,
	"outcome" text NOT NULL,
	"window_days" smallint NOT NULL,
	"baseline" double precision NOT NULL,
	"baseline_of" integer NOT NULL,
	"effect" double precision NOT NULL,
	"size" integer NOT NULL,
	"status" text DEFAULT 'draft' NOT NULL,
	"winner" text,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"started_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "experiments_businessId_id_unique" UNIQUE("business_id","id")
);
--> statement-breakpoint
CREATE TABLE "exposures" (
	"business_id" bigint NOT NULL,
	"experiment_id" bigint NOT NULL,
	"client_id" bigint NOT NULL,
	"variant" text NOT NULL,
	"first_exposed_at" timestamp (3) with time zone NOT NULL,
	"message_id" bigint,
	CONSTRAINT "exposures_experiment_id_client_id_pk" PRIMARY KEY("experiment_id","client_id")
);
--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "exposes" jsonb;--> statement-breakpoint
ALTER TABLE "experiments" ADD CONSTRAINT "experiments_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "exposures" ADD CONSTRAINT "exposures_business_id_experiment_id_experiments_business_id_id_fk" FOREIGN KEY ("business_id","experiment_id") REFERENCES "public"."experiments"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "exposures" ADD CONSTRAINT "exposures_business_id_client_id_clients_business_id_id_fk" FOREIGN KEY ("business_id","client_id") REFERENCES "public"."clients"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "experiments_place" ON "experiments" USING btree ("business_id","kind",coalesce(target, '')) WHERE status = 'running';--> statement-breakpoint
CREATE INDEX "exposures_client_id_index" ON "exposures" USING btree ("client_id");--> statement-breakpoint
ALTER TABLE "questions" DROP COLUMN "variant";