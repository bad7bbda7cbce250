import { expect, test } from 'vitest'
import { isClosedAddress, isClosedHost } from './addresses.ts'

const OPEN = [
  '1.1.1.1',
  '8.8.8.8',
  '77.88.8.8',
  '172.15.0.1',
  '172.32.0.1',
  '192.167.1.1',
  '2606:4700::1111',
  '2a02:6b8::feed:ff',
  '::ffff:8.8.8.8',
  '2001:4860:4860::8888',
]
const CLOSED = [
  '0.0.0.0',
  '10.1.2.3',
  '100.64.0.1',
  '127.0.0.1',
  '127.255.255.254',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.0.1',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '64:ff9b::7f00:1',
  'fc00::1',
  'fd12:3456::1',
  'fe80::1',
  'fe80::1%eth0',
  'ff02::1',
  '2001:db8::1',
  '2001::1',
  '2002:7f00:1::',
  'nothing',
  '1.2.3',
  '1.2.3.256',
  '1::2::3',
  '1:2:3:4:5:6:7:8:9',
]

test('addresses of closed networks are known, and so is whatever is no address', () => {
  expect(OPEN.filter(isClosedAddress)).toEqual([])
  expect(CLOSED.filter((ip) => !isClosedAddress(ip))).toEqual([])
})

test('a host is judged as a URL spells it, in figures of any base too', () => {
  const hostOf = (url: string) => new URL(url).hostname
  const inside = [
    'http://2130706433/',
    'http://0x7f.1/',
    'http://017700000001/',
    'http://[::1]/',
    'http://[::ffff:a00:1]/',
    'http://localhost/',
    'http://LOCALHOST./',
    'http://db/',
    'http://printer.local/',
    'http://x.internal/',
  ]
  expect(inside.filter((url) => !isClosedHost(hostOf(url)))).toEqual([])
  expect(
    ['https://hooks.example.com/', 'https://8.8.8.8/', 'https://салон.рф/', 'https://[2606:4700::1111]/'].filter(
      (url) => isClosedHost(hostOf(url)),
    ),
  ).toEqual([])
})
