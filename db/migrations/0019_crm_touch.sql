-- What is mirrored in a CRM says that it has changed. A business without a portal writes nothing; one with it only appends, and waits for nobody.
CREATE FUNCTION crm_touch_visit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO crm_touched (business_id, appointment_id) SELECT p.business_id, NEW.id FROM crm_portals p WHERE p.business_id = NEW.business_id AND p.state <> 'off';
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER crm_visit_made AFTER INSERT ON appointments FOR EACH ROW
  WHEN (NEW.status <> 'held' AND NEW.import_id IS NULL AND NOT NEW.test) EXECUTE FUNCTION crm_touch_visit();
--> statement-breakpoint
-- A hold that ends was never a visit: it has kept the moment until which it was held.
CREATE TRIGGER crm_visit_changed AFTER UPDATE ON appointments FOR EACH ROW
  WHEN (NEW.status <> 'held' AND (OLD.hold_expires_at IS NULL OR NEW.hold_expires_at IS NULL) AND NEW.import_id IS NULL AND NOT NEW.test
    AND OLD IS DISTINCT FROM NEW)
  EXECUTE FUNCTION crm_touch_visit();
--> statement-breakpoint
CREATE FUNCTION crm_touch_lead() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO crm_touched (business_id, lead_id) SELECT p.business_id, NEW.id FROM crm_portals p WHERE p.business_id = NEW.business_id AND p.state <> 'off';
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER crm_lead_made AFTER INSERT ON leads FOR EACH ROW WHEN (NEW.import_id IS NULL) EXECUTE FUNCTION crm_touch_lead();
--> statement-breakpoint
CREATE TRIGGER crm_lead_changed AFTER UPDATE ON leads FOR EACH ROW WHEN (NEW.import_id IS NULL AND OLD IS DISTINCT FROM NEW)
  EXECUTE FUNCTION crm_touch_lead();
--> statement-breakpoint
CREATE FUNCTION crm_touch_client() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO crm_touched (business_id, client_id) SELECT p.business_id, NEW.id FROM crm_portals p WHERE p.business_id = NEW.business_id AND p.state <> 'off';
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER crm_client_changed AFTER UPDATE ON clients FOR EACH ROW
  WHEN ((OLD.name, OLD.phone, OLD.merged_into, OLD.erased_at) IS DISTINCT FROM (NEW.name, NEW.phone, NEW.merged_into, NEW.erased_at))
  EXECUTE FUNCTION crm_touch_client();
--> statement-breakpoint
CREATE FUNCTION crm_touch_chat() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO crm_touched (business_id, chat_id) SELECT p.business_id, NEW.id FROM crm_portals p WHERE p.business_id = NEW.business_id AND p.state <> 'off';
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER crm_chat_changed AFTER UPDATE ON chats FOR EACH ROW WHEN (OLD.owner <> NEW.owner) EXECUTE FUNCTION crm_touch_chat();
