/** Zones of Russia and its neighbours, as a business may be in; the present one among them. */
const ZONES = [
  'Europe/Kaliningrad',
  'Europe/Moscow',
  'Europe/Samara',
  'Asia/Yekaterinburg',
  'Asia/Omsk',
  'Asia/Novosibirsk',
  'Asia/Krasnoyarsk',
  'Asia/Irkutsk',
  'Asia/Yakutsk',
  'Asia/Vladivostok',
  'Asia/Magadan',
  'Asia/Kamchatka',
  'Europe/Minsk',
  'Asia/Almaty',
  'Asia/Tashkent',
  'Asia/Yerevan',
  'Asia/Tbilisi',
]

export const zonesFor = (zone: string): string[] => (ZONES.includes(zone) ? ZONES : [zone, ...ZONES])

/** Beginnings of names of cities, in lower case, by their zone. */
const CITIES: [zone: string, names: RegExp][] = [
  ['Europe/Kaliningrad', /калинингр|kaliningr/],
  ['Europe/Samara', /самар|тольятт|ижевск|ульяновск|саратов|астрахан|samara|izhevsk/],
  [
    'Asia/Yekaterinburg',
    /екатеринб|челябинск|пермь|перми|уф[аеы]|тюмен|оренбург|сургут|нижневартовск|магнитогорск|yekater|perm|ufa/,
  ],
  ['Asia/Omsk', /омск|omsk/],
  ['Asia/Novosibirsk', /новосибирск|томск|барнаул|novosib|tomsk/],
  ['Asia/Krasnoyarsk', /красноярск|кемеров|новокузнецк|абакан|krasnoyar/],
  ['Asia/Irkutsk', /иркутск|улан-удэ|irkutsk/],
  ['Asia/Yakutsk', /якутск|чит[аеы]\b|благовещенск|yakutsk/],
  ['Asia/Vladivostok', /владивосток|хабаровск|уссурийск|vladivostok|khabarovsk/],
  ['Asia/Kamchatka', /камчат|kamchat/],
  ['Europe/Minsk', /минск|гомель|minsk/],
  ['Asia/Almaty', /алмат|астан|almaty|astana/],
  [
    'Europe/Moscow',
    /москв|петербург|спб|казан|нижн|ростов|воронеж|краснодар|сочи|тул[аеы]\b|ярослав|moscow|petersburg|kazan/,
  ],
]

/** The zone of a city that an address names; null when it names none that we know. */
export function zoneOfCity(address: string): string | null {
  const text = address.toLowerCase().replaceAll('ё', 'е')
  // «Томск» ends in «омск»: the longest name found wins.
  const found = CITIES.flatMap(([zone, names]) => {
    const match = names.exec(text)?.[0]
    return match ? [{ zone, length: match.length }] : []
  })
  return found.sort((a, b) => b.length - a.length)[0]?.zone ?? null
}
