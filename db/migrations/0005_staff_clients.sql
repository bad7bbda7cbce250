DROP INDEX "clients_name";--> statement-breakpoint
ALTER TABLE "consents" ALTER COLUMN "channel_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "consents" ADD COLUMN "member_id" bigint;--> statement-breakpoint
ALTER TABLE "identities" ADD COLUMN "username" text;--> statement-breakpoint
ALTER TABLE "consents" ADD CONSTRAINT "consents_business_id_member_id_members_business_id_id_fk" FOREIGN KEY ("business_id","member_id") REFERENCES "public"."members"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "clients_words" ON "clients" USING gin (array_to_tsvector(array_remove(string_to_array(translate(lower(name),
  'АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯё-.,', 'абвгдеежзийклмнопрстуфхцчшщъыьэюяе   '), ' '), '')));--> statement-breakpoint
CREATE INDEX "clients_merged" ON "clients" USING btree ("merged_into") WHERE merged_into is not null;--> statement-breakpoint
CREATE INDEX "consents_client_id_index" ON "consents" USING btree ("client_id");--> statement-breakpoint
CREATE INDEX "identities_client_id_index" ON "identities" USING btree ("client_id");--> statement-breakpoint
CREATE INDEX "identities_username" ON "identities" USING btree ("business_id",lower(username) text_pattern_ops) WHERE username is not null;