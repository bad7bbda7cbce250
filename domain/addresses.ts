/** Ranges of IPv4 that are nobody's in the open network: this host, private, shared, link-local, documentation, benchmarks, multicast, reserved. */
const CLOSED_V4: [string, number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
]

/** True for an IP address that stands in no open network, or is none at all: what is not known to be open is not called. */
export function isClosedAddress(ip: string): boolean {
  const v4 = v4Of(ip)
  if (v4 !== null) return isClosedV4(v4)
  const v6 = v6Of(ip)
  if (!v6) return true
  // ::ffff:a.b.c.d is IPv4 by another name.
  if (v6.slice(0, 5).every((group) => group === 0) && v6[5] === 0xffff) return isClosedV4(v6[6]! * 65_536 + v6[7]!)
  // Of all IPv6 only 2000::/3 is given out; Teredo, documentation and 6to4 in it lead elsewhere.
  const [first = 0, second = 0] = v6
  return (
    first < 0x2000 || first > 0x3fff || first === 0x2002 || (first === 0x2001 && (second < 0x200 || second === 0xdb8))
  )
}

/**
 * True for a host of an address that stands in no open network as far as its name tells; a name may still lead to one, which is seen where it
 * is looked up. Takes `hostname` of a URL.
 */
export function isClosedHost(hostname: string): boolean {
  const host = hostname.replace(/\.$/, '').toLowerCase()
  if (host.startsWith('[')) return isClosedAddress(host.slice(1, -1))
  if (/^[\d.]+$/.test(host)) return isClosedAddress(host)
  return !host.includes('.') || /\.(localhost|local|internal|lan|home|test|invalid|arpa)$/.test(host)
}

const isClosedV4 = (ip: number) => CLOSED_V4.some(([from, bits]) => ip >>> (32 - bits) === v4Of(from)! >>> (32 - bits))

function v4Of(text: string): number | null {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number)
  if (!parts || parts.some((part) => part > 255)) return null
  return parts.reduce((all, part) => all * 256 + part, 0)
}

/** The eight groups of an IPv6 address. */
function v6Of(text: string): number[] | null {
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text.replace(/%.*$/, ''))
  const tail = dotted ? v4Of(dotted[2]!) : null
  if (dotted && tail === null) return null
  const plain = dotted
    ? `${dotted[1]}${(tail! >>> 16).toString(16)}:${(tail! & 0xffff).toString(16)}`
    : text.replace(/%.*$/, '')
  const halves = plain.split('::')
  if (halves.length > 2) return null
  const [head = [], rest = []] = halves.map((half) => (half === '' ? [] : half.split(':')))
  const missing = 8 - head.length - rest.length
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null
  const groups = [...head, ...Array<string>(missing).fill('0'), ...rest]
  return groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))
    ? groups.map((group) => Number.parseInt(group, 16))
    : null
}
