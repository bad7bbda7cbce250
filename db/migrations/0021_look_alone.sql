-- What a decision about a place rests on: one text for the offer, which only reads, and for its acceptance, which waits first.
--
-- `busy`: one text of resource, from, to, resource, from, to, …, because decoding rows costs more than finding them, in no order, because
-- sorting ranges costs more than sorting numbers; `expired`: true when a hold that ran out stands among them. Two branches of our own, so
-- that each uses its own partial index, and one of what calendars elsewhere say; lateral, because GiST can't search a list; parameters
-- behind subselects, or PostgreSQL plans anew each time, which takes longer than the search. Written so that the planner puts it into the
-- statement that calls it.
CREATE FUNCTION busy_within(resources bigint[], since timestamptz, until timestamptz, now timestamptz, apart bigint)
RETURNS TABLE (busy text, expired boolean) LANGUAGE sql STABLE AS $$
  SELECT
    string_agg(concat_ws(',', o.resource_id, floor(date_part('epoch', lower(o.during)) / 60)::int,
      ceil(date_part('epoch', upper(o.during)) / 60)::int), ',')
      FILTER (WHERE o.expires_at IS NULL OR o.expires_at > $4),
    bool_or(o.expires_at <= $4)
  FROM unnest((SELECT $1)) AS r(id), LATERAL (
    SELECT resource_id, during, expires_at, appointment_id FROM occupancies
    WHERE resource_id = r.id AND overlap_reason IS NULL AND during && (SELECT tstzrange($2, $3))
    UNION ALL
    SELECT resource_id, during, expires_at, appointment_id FROM occupancies
    WHERE resource_id = r.id AND overlap_reason IS NOT NULL AND during && (SELECT tstzrange($2, $3))
    UNION ALL
    SELECT resource_id, during, NULL::timestamptz, NULL::bigint FROM external_busy
    WHERE resource_id = r.id AND during && (SELECT tstzrange($2, $3))
  ) o
  WHERE o.appointment_id IS DISTINCT FROM $5
$$;
--> statement-breakpoint
-- Waits for the resources in the order given, until the end of the transaction, and then looks with fresh eyes: in a volatile function each
-- statement sees what was committed before it. One answer instead of two, and every booking needs it.
CREATE FUNCTION look_alone(queue int, awaited bigint[], resources bigint[], since timestamptz, until timestamptz, now timestamptz, apart bigint,
  business bigint, booking text, OUT version int, OUT busy text, OUT expired boolean, OUT known bigint) LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(queue, (r.id % 2147483647)::int) FROM unnest(awaited) AS r(id);
  SELECT b.version, o.busy, o.expired, (SELECT a.id FROM appointments a WHERE a.business_id = business AND a.key = booking)
    INTO version, busy, expired, known
    FROM businesses b, busy_within(resources, since, until, now, apart) o WHERE b.id = business;
END $$;
