/** Where a contact came from; what is not known is null. */
export type Origin = {
  source: string
  medium: string | null
  campaign: string | null
  content: string | null
  term: string | null
  /** A promo code that came along. */
  promo: string | null
  /** True when the touch was bought. */
  paid: boolean
  /** As it came: payload of the deep link, page, referrer. */
  raw: Record<string, string> | null
}

const PAID_MEDIUM = /^(cpc|ppc|cpm|cpa|paid|ads?|display|banner|target|retarget)/i
const LONGEST = 200

/** A contact without any mark of its way here: the channel itself is the source. */
export function plainOrigin(source: string): Origin {
  return { source, medium: null, campaign: null, content: null, term: null, promo: null, paid: false, raw: null }
}

/** True where something shows the way here beyond the channel itself. */
export const isAttributed = ({ source, medium, campaign, content, promo, paid }: Origin, channel: string): boolean =>
  paid || source !== channel || [medium, campaign, content, promo].some((mark) => mark !== null)

/**
 * What a Telegram deep link says: `ad_<source>-<campaign>[-<content>]` is bought, `utm_<source>-<medium>-<campaign>…`
 * carries UTM, `ref_<who>` is a recommendation, `promo_<code>` a promo code, anything else is a campaign of its own.
 */
export function originOfStart(payload: string, channel: string): Origin {
  const base = { ...plainOrigin(channel), raw: { start: payload } }
  const [, kind, rest] = /^(ad|utm|ref|promo)_(.+)$/.exec(payload) ?? []
  const parts = (rest ?? '').split('-').map((part) => part || null)
  if (kind === 'ad')
    return {
      ...base,
      source: parts[0] ?? channel,
      medium: 'ad',
      campaign: parts[1] ?? null,
      content: parts[2] ?? null,
      paid: true,
    }
  if (kind === 'utm') {
    const [source, medium, campaign, content, term] = parts
    return { ...base, ...utm(source, medium, campaign, content, term, channel) }
  }
  if (kind === 'ref') return { ...base, source: 'referral', campaign: rest ?? null }
  if (kind === 'promo') return { ...base, campaign: rest ?? null, promo: rest ?? null }
  return { ...base, campaign: payload }
}

/** What the address of a page says by its UTM marks and click ids, else the site that led to it. */
export function originOfPage(page: string | null, referrer: string | null, channel: string): Origin {
  const raw = { ...(page && { page: page.slice(0, 1000) }), ...(referrer && { referrer: referrer.slice(0, 1000) }) }
  const url = page === null ? null : URL.parse(page)
  const mark = (name: string) => url?.searchParams.get(name)?.slice(0, LONGEST) || null
  const promo = mark('promo')
  const base = { ...plainOrigin(channel), promo, raw: Object.keys(raw).length > 0 ? raw : null }
  if (mark('utm_source'))
    return {
      ...base,
      ...utm(
        mark('utm_source'),
        mark('utm_medium'),
        mark('utm_campaign'),
        mark('utm_content'),
        mark('utm_term'),
        channel,
      ),
    }
  if (mark('yclid')) return { ...base, source: 'yandex', medium: 'cpc', paid: true }
  const from = referrer ? URL.parse(referrer)?.hostname.replace(/^www\./, '') : null
  return from && from !== url?.hostname.replace(/^www\./, '') ? { ...base, source: from, medium: 'referral' } : base
}

/** A link of the business's own says so of whoever comes by it. */
export const originOfMarks = (
  { source, medium, campaign }: { source: string; medium: string; campaign: string | null },
  raw: Record<string, string>,
): Origin => ({ ...plainOrigin(source), medium, campaign, paid: PAID_MEDIUM.test(medium), raw })

/**
 * What Meta says of the way to a message: an ad or a post that opens WhatsApp (`source_type`, `source_id`, `headline`, `ctwa_clid`) or Instagram
 * (`ad_id`, `ads_context_data`), and the `ref` of an ig.me link, which reads as the payload of a Telegram link. Anything may be missing.
 */
export function originOfReferral(referral: Readonly<Record<string, unknown>>, channel: string): Origin {
  const said = (value: unknown) =>
    typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, LONGEST) || null : null
  const of = (name: string) => said(referral[name])
  const context = referral.ads_context_data as Record<string, unknown> | null | undefined
  const [ref, clid, url] = [of('ref'), of('ctwa_clid'), of('source_url')]
  const isAd = of('source_type') === 'ad' || of('source') === 'ADS' || of('ad_id') !== null || clid !== null
  const shown = of('source_id') ?? of('ad_id')
  const headline = of('headline') ?? said(context?.ad_title)
  const linked = ref ? originOfStart(ref, channel) : null
  const isPost = of('source_type') === 'post'
  const raw = Object.entries({ ref, clid, url, headline, [isAd ? 'ad' : 'post']: shown })
  const base: Origin = {
    ...(linked ?? plainOrigin(channel)),
    raw: Object.fromEntries(raw.filter((entry): entry is [string, string] => entry[1] !== null)),
  }
  if (!isAd && !isPost) return base
  const network = channel === 'instagram' || url?.includes('instagram.') ? 'instagram' : 'facebook'
  return {
    ...base,
    source: linked && linked.source !== channel ? linked.source : network,
    medium: linked?.medium ?? (isAd ? 'ad' : 'post'),
    campaign: linked?.campaign ?? headline,
    content: shown ?? base.content,
    paid: isAd || base.paid,
  }
}

type Mark = string | null | undefined

function utm(source: Mark, medium: Mark, campaign: Mark, content: Mark, term: Mark, channel: string) {
  return {
    source: source ?? channel,
    medium: medium ?? null,
    campaign: campaign ?? null,
    content: content ?? null,
    term: term ?? null,
    paid: PAID_MEDIUM.test(medium ?? ''),
  }
}
