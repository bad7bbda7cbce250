/**
 * Turns of speech that tell a wish by themselves. Each is one more feature of the classifier, which learns how far to believe it.
 * Patterns are matched against the plain text; a word begins where the pattern does, unless it says otherwise.
 */
// biome-ignore format: one turn a line
const TURNS: Record<string, string> = {
  'book': 'запи(ш|с)|окошк|окно|местечк|свободн|(хочу|хотел|мне бы|надо|нужно|можно) (бы )?(к вам|на|постри|подстри|покрас|сдела)|book|appointment|availab|slot|squeeze|fit me',
  'book.any free': '(есть|будет|найд[её]тся|остал).{0,20}(мест|окош|окно|время|врем|свобод|запис)|when.{0,20}(free|next)|any (opening|time|slot)',
  'book.come': '(можно|могу|хочу|хотел[аи]?).{0,20}(прийти|подойти|подъехать|заехать|приехать|попасть|заскочить)|come (in|by)|drop (in|by)',
  'cancel': 'отмен|аннулир|снимите|сними |уберите.{0,12}запис|удалите.{0,12}запис|cancel|call (it|my).{0,12}off',
  'cancel.not coming': 'не (приду|прид[её]м|придет|смогу|сможем|сможет|получ|буду|подъеду|приеду|доберусь|жди|успе|ждать)|передумал|откаж|отказ|(can.?t|cannot|won.?t|not going to|unable to) (make|come|be|attend)',
  'reschedule': 'перен[оеё]с|перезапи|перекин|передвин|сдвин|подвин|перепиш|перестав|поменя.{0,20}(врем|день|дат|запис)|сменить (врем|день|дат)|reschedul|postpone|push|move (my|it|the)|change (my|the).{0,12}(time|day|date|appoint|booking)',
  'reschedule.other': 'друг(ое|ой|ую|ие) (врем|день|дни|дат|числ)|(можно|лучше|давайте|получится).{0,25}(попозже|пораньше|позже|раньше|на час|в другой)|на попозже|another (time|day)|different (time|day)|(bit|little)? ?(later|earlier)',
  'reschedule.instead': 'вместо|а не (на |в )|не успева|instead|rather than|running behind',
  'confirm': '^(да|ага|угу|ок|окей|хорошо|конечно|подтвержд|все в силе|буд(у|ем)|приду|прид[её]м|верно|\\+|yes|yeah|yep|sure|ok|confirm)|подтвержда|в силе|will be there|see you (then|there)|i.?ll be there',
  'deny': '^(нет|неа|не надо|не нужно|не хочу|не подход|не то|не устраив|no|nope|nah|not)|не подход|не устраив|не надо|не нужно|не хочу|don.?t (want|need)',
  'price': 'сколько.{0,20}(стои|сто[ия]т|будет|выйдет|возьм|обойд|денег|берет|руб|отдать|платить)|почем|цен[аыеуо]|прайс|стоимост|расценк|дорого|дешев|скидк|акци[яйюи]|price|cost|how much|charge|fee|discount|expensive|cheap',
  'price.amount': '(уложусь|хватит|бюджет|в какую сумму|во сколько (мне )?(обойд|выйдет|встан)|ценник|тариф|абонемент)|quote|estimate|rates?(?!\\p{L})',
  'hours': '(до|со?) скольк|во сколько.{0,15}(откр|закр|начин)|(вы|когда|сегодня|завтра|выходн|воскресень|суббот|праздник).{0,20}работа[её]т|режим|график|часы работы|(откры|закры)|круглосуточ|opening|open|close|hours|working',
  'address': 'адрес|где вы|где наход|где это|как.{0,15}(добрат|доехат|проехат|пройти|дойти|найти|попасть)|парков|припарк|метро|остановк|этаж|вход|въезд|подъезд|шлагбаум|ориентир|карт(а|е|у) |локаци|геолок|address|where|direction|park|metro|subway|located|find you|entrance|floor|get (to|there)',
  'services': '(вы )?(делаете|оказываете|занимаетесь|беретесь|стрижете|красите|лечите|чините|ставите|проводите|предлагаете|меняете|ремонтируете)|какие.{0,15}(услуг|процедур|виды|направлен|занят)|что.{0,12}(входит|делаете|предлагаете|умеете|есть из)|отлича|разниц|сколько.{0,15}(длит|времени|заним|по времени|минут|часов)|как долго|do you (do|offer|have|provide|cut|fix)|what.{0,12}(services|includ|offer)|difference|how long',
  'staff': 'мастер|специалист|врач|доктор|тренер|механик|барбер|стилист|косметолог|колорист|инструктор|кто.{0,15}(делает|стрижет|красит|ведет|лечит|принимает|лучш|у вас)|опыт|стаж|(работает|принимает) (ли )?|посовету|порекоменд|master|stylist|doctor|who|barber|trainer|mechanic|experience|recommend',
  'human': 'менедж|администрат|админ(?!\\p{L})|оператор|человек(а|ом|у)?(?!\\p{L})|живо(й|го|му)|(позов|соедин|свяж|поговор|переключ|перезвон|наберите|позвони)|бот(?!\\p{L})|робот|директор|начальств|human|person|operator|manager|real|someone|call (me )?back|robot|bot(?!\\p{L})|representative',
  'complaint': 'жалоб|пожал|ужас|кошмар|отврат|испорт|недовол|разочаров|хам|груб|безобраз|претензи|верните|возмущ|обман|опозд|ждал[аи]? |отвал|слез|криво|больно|болит после|плохо|хуже|сожг|порез|суд(?!\\p{L})|отзыв|complain|terrible|awful|rude|ruin|disappoint|unhappy|refund|worst|botch|horrible|unacceptable|waited',
  'greeting': '^(привет|здравст|здрасьте|добр(ый|ое|ого)|доброго|хай|салют|алло|ку(?!\\p{L})|hi|hello|hey|good (morning|day|evening|afternoon)|yo(?!\\p{L}))',
  'thanks': 'спасиб|спс|благодар|пасиб|мерси|сенк|признател|thank|thx|cheers|appreciate|grateful',
  'goodbye': '(до свид|до встречи|до завтра|пока(?!\\p{L})|всего (добр|хорош)|увидимся|хорошего (дня|вечера)|прощай|доброй ночи|спокойной|bye|see you|see ya|good night|have a (good|nice|great)|take care|later$)',
  'check_booking': '(я|меня|мы|моя|мою|мой|моей).{0,20}запис(ан|ь|и|ал)|на (когда|сколько|какое|какой).{0,15}(я|меня|мы|запис)|(во сколько|когда|к кому|на который час).{0,20}(у меня|мне|я|мой|моя|меня)|напомни|(есть|сохранилась|прошла).{0,10}(моя )?запись|my (booking|appointment|visit|reservation)|(am|was) i (booked|sched)|remind me|(when|what time).{0,10}(is my|am i|do i)',
  'payment': 'оплат|плат(ить|еж|а)|картой|карту|наличн|налич|нал(?!\\p{L})|сбп|перевод|перевести|терминал|предоплат|аванс|чек(?!\\p{L})|рассрочк|сертификат|реквизит|куар|qr|безнал|рубл|card|cash|pay|transfer|deposit|receipt|instal?ment|certificate|voucher|invoice|apple',
  'out': 'вакан|работу|резюме|предлагаем|сотрудничеств|реклам|погод|анекдот|шутк|продаю|продвиж|seo|таблет|лекарств|крипт|кредит|курс (доллар|валют)|политик|vacanc|hiring|job|weather|joke|crypto|loan|seo|followers|sell',
  'out.self': 'как (дела|ты|тебя|жизнь)|кто ты|ты кто|что нового|ошиб(ся|лась|ся).{0,10}номер|не туда|wrong (number|chat)|how are you|who are you',
  'late': 'опазд|задерж|пробк|буду (через|позже)|running late|be late|stuck in',
  'held': '(у меня|моя|мою|моей|мой|моего|нашу|наш[аеу]).{0,15}(запис|визит|при[её]м|сеанс|процедур|тренировк|стрижк|маник)|я (был[аи]? )?запис(ан|ывал)|my.{0,12}(appointment|booking|visit|slot|session|haircut)',
  'ill': 'забол|приболе|температур|простыл|сл[её]г|орви|ковид|грипп|отравил|i.?m (sick|ill)|flu|fever',
  'say why': 'форс|обстоятельств|срочно|командировк|уезжаю|работ[аеу] (задерж|не отпуск)|не отпуска|ребен(ок|ку).{0,10}забол|emergency|came up',
}

/** The names of the turns of speech, in a fixed order. */
export const RULES: readonly string[] = Object.keys(TURNS)

// `\b` knows Latin letters only: the look behind stands for it.
const PATTERNS = Object.values(TURNS).map((pattern) => new RegExp(`(?<!\\p{L})(?:${pattern})`, 'u'))

/** The turns of speech that a plain text holds, by their places in `RULES`. */
export function rulesIn(plain: string): number[] {
  const found: number[] = []
  PATTERNS.forEach((pattern, index) => {
    if (pattern.test(plain)) found.push(index)
  })
  return found
}
