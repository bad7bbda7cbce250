-- What happened to a contact, a visit or money, for the addresses that the business has given: whichever door it came through, in the
-- transaction of its cause, once for each object. A business without addresses costs one look into an index.
CREATE FUNCTION webhooks_listen(business bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT coalesce(current_setting('okoshko.quiet', true), '') <> 'on'
    AND EXISTS (SELECT 1 FROM webhooks w WHERE w.business_id = business AND w.state IN ('on', 'paused'))
$$;
--> statement-breakpoint
CREATE FUNCTION webhook_visit(a appointments) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object('id', a.id, 'version', a.version, 'status', a.status, 'door', a.door, 'zone', l.timezone,
    'start', a.starts_at, 'end', a.ends_at, 'location', jsonb_build_object('id', l.id, 'name', l.name, 'address', l.address),
    'parts', (SELECT coalesce(jsonb_agg(jsonb_build_object('service', jsonb_build_object('id', s.id, 'name', s.name),
        'master', jsonb_build_object('id', r.id, 'name', r.name), 'start', p.starts_at, 'end', p.ends_at, 'price', p.price) ORDER BY p.position), '[]')
      FROM appointment_parts p JOIN services s ON s.id = p.service_id JOIN resources r ON r.id = p.resource_id WHERE p.appointment_id = a.id),
    'client', a.client_id, 'lead', a.lead_id, 'price', a.price, 'discount', a.discount, 'cancelledBy', a.cancelled_by,
    'cancelledAt', a.cancelled_at, 'createdAt', a.created_at, 'updatedAt', a.updated_at)
  FROM locations l WHERE l.id = a.location_id
$$;
--> statement-breakpoint
CREATE FUNCTION webhook_lead(l leads) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object('id', l.id, 'version', l.version, 'stage', l.stage, 'lostReason', l.lost_reason, 'source', l.source,
    'medium', l.medium, 'campaign', l.campaign, 'paid', l.paid, 'promo', l.promo, 'district', l.district, 'chatId', l.chat_id,
    'channel', (SELECT c.kind FROM channels c WHERE c.id = l.channel_id), 'client', l.client_id, 'createdAt', l.created_at)
$$;
--> statement-breakpoint
CREATE FUNCTION webhook_payment(p payments) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object('id', p.id, 'kind', p.kind, 'amount', p.amount, 'method', p.method, 'at', p.at, 'visit', p.appointment_id,
    'zone', (SELECT l.timezone FROM appointments a JOIN locations l ON l.id = a.location_id WHERE a.id = p.appointment_id))
$$;
--> statement-breakpoint
-- The first change of a transaction knows what stood before it; what stands after all of them is read at the commit.
CREATE FUNCTION webhook_note_visit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF webhooks_listen(NEW.business_id) THEN
    INSERT INTO webhook_events (business_id, object, object_id, client_id, tx, before)
    VALUES (NEW.business_id, 'booking', NEW.id, NEW.client_id, pg_current_xact_id()::text::bigint,
      CASE WHEN TG_OP = 'UPDATE' AND OLD.status <> 'held' THEN webhook_visit(OLD) END)
    ON CONFLICT (object_id, object, tx) DO NOTHING;
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER webhook_visit_made AFTER INSERT ON appointments FOR EACH ROW WHEN (NEW.status <> 'held' AND NOT NEW.test)
  EXECUTE FUNCTION webhook_note_visit();
--> statement-breakpoint
CREATE TRIGGER webhook_visit_changed AFTER UPDATE ON appointments FOR EACH ROW
  WHEN (NOT NEW.test AND NEW.status <> 'held' AND NOT (OLD.status = 'held' AND NEW.status = 'cancelled')
    AND (OLD.version, OLD.client_id, OLD.lead_id, OLD.location_id, OLD.status, OLD.starts_at, OLD.ends_at, OLD.price, OLD.discount)
      IS DISTINCT FROM (NEW.version, NEW.client_id, NEW.lead_id, NEW.location_id, NEW.status, NEW.starts_at, NEW.ends_at, NEW.price, NEW.discount))
  EXECUTE FUNCTION webhook_note_visit();
--> statement-breakpoint
CREATE FUNCTION webhook_note_lead() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF webhooks_listen(NEW.business_id) THEN
    INSERT INTO webhook_events (business_id, object, object_id, client_id, tx, before)
    VALUES (NEW.business_id, 'lead', NEW.id, NEW.client_id, pg_current_xact_id()::text::bigint,
      CASE WHEN TG_OP = 'UPDATE' THEN webhook_lead(OLD) END)
    ON CONFLICT (object_id, object, tx) DO NOTHING;
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER webhook_lead_made AFTER INSERT ON leads FOR EACH ROW EXECUTE FUNCTION webhook_note_lead();
--> statement-breakpoint
CREATE TRIGGER webhook_lead_changed AFTER UPDATE ON leads FOR EACH ROW
  WHEN ((OLD.client_id, OLD.stage, OLD.lost_reason, OLD.source, OLD.medium, OLD.campaign, OLD.paid, OLD.promo, OLD.district)
    IS DISTINCT FROM (NEW.client_id, NEW.stage, NEW.lost_reason, NEW.source, NEW.medium, NEW.campaign, NEW.paid, NEW.promo, NEW.district))
  EXECUTE FUNCTION webhook_note_lead();
--> statement-breakpoint
CREATE FUNCTION webhook_note_payment() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE p payments;
BEGIN
  IF TG_OP = 'DELETE' THEN p := OLD; ELSE p := NEW; END IF;
  IF webhooks_listen(p.business_id) THEN
    INSERT INTO webhook_events (business_id, object, object_id, client_id, tx, before)
    SELECT p.business_id, 'payment', p.id, a.client_id, pg_current_xact_id()::text::bigint,
      CASE WHEN TG_OP = 'DELETE' THEN webhook_payment(p) END
    FROM appointments a WHERE a.id = p.appointment_id AND NOT a.test
    ON CONFLICT (object_id, object, tx) DO NOTHING;
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER webhook_payment AFTER INSERT OR DELETE ON payments FOR EACH ROW EXECUTE FUNCTION webhook_note_payment();
--> statement-breakpoint
CREATE FUNCTION webhook_complete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.object = 'booking' THEN
    UPDATE webhook_events e SET after = webhook_visit(a), client_id = a.client_id FROM appointments a WHERE e.id = NEW.id AND a.id = NEW.object_id;
  ELSIF NEW.object = 'lead' THEN
    UPDATE webhook_events e SET after = webhook_lead(l), client_id = l.client_id FROM leads l WHERE e.id = NEW.id AND l.id = NEW.object_id;
  ELSIF NEW.object = 'payment' THEN
    UPDATE webhook_events e SET after = webhook_payment(p) FROM payments p WHERE e.id = NEW.id AND p.id = NEW.object_id;
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER webhook_complete AFTER INSERT ON webhook_events DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  EXECUTE FUNCTION webhook_complete();
