const HELPER = '(мастер|специалист|врач|доктор|тренер|барбер|стилист|механик)'
const CARELESS = '(без разницы|все равно|неважно|не важ(но|ен|на)|не принципиально|пофиг)'
const WHOEVER = new RegExp(
  [
    `люб(ому|ой|ого|ым|ая) (свободн\\p{L}+ )?${HELPER}`,
    '(к|у) люб(ому|ой|ого)(?! (день|дат|врем|час|недел))',
    '(к кому|у кого)[ -](нибудь|либо)|к(то|ому|ого) угодно|кто (сейчас |раньше |первый )?свобод|(к кому|у кого) (свобод|пораньше)',
    'кто[ -](нибудь|либо)( \\p{L}+){0,3} (свобод|сможет|может|приним|примет|возьмет)',
    `${CARELESS}( мне| нам)?,? (к кому|у кого|кто|какой мастер|какому)`,
    `(к кому|кто|мастер\\p{L}*|какой мастер)( мне| нам)? (${CARELESS}|любой)`,
    'with any(one|body)|any(one|body) (is fine|is ok|will do|works|free|available)|whoever( is|.s)? (free|available|fine)',
    'any (free )?(master|stylist|doctor|barber|trainer|coach|specialist|hairdresser)(?!\\p{L})|no preference|doesn.?t matter who',
  ]
    .map((way) => `(?<!\\p{L})(?:${way})`)
    .join('|'),
  'u',
)
const INDIFFERENT =
  /^(мне |нам |да |давайте |ну |пусть |а )*(люб(ой|ая|ому|ого)|без разницы|все равно|неважно|не важно|не принципиально|any(one|body)?|whoever|no matter|doesn.?t matter|no preference)( мне| нам| свободн\p{L}+| подойдет| пойдет| давайте| пожалуйста| please| is fine| one)*$/u

/** True for «к любому», «без разницы, кто», and for «любой» or «всё равно» as a whole answer; not for «в любой день». */
export function meansAny(text: string): boolean {
  const plain = text
    .replace(/\p{Cf}/gu, '')
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replace(/[^\p{L}\d\s'’,-]/gu, '')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[,\s]+$/, '')
  return WHOEVER.test(plain) || INDIFFERENT.test(plain)
}
