/** Refusals in English, by their Russian sentence; what stands for `{}` in one is put into the other. */
const ENGLISH: Record<string, string> = {
  'Нужен ключ программы.': 'The key of a program is needed.',
  'Это не адрес. Скопируйте адрес вебхука целиком.': 'This is no address. Copy the whole address of the webhook.',
  'Это не адрес вебхука: в нём есть /rest/, номер пользователя и код. Скопируйте его в Bitrix24 целиком.':
    'This is no webhook’s address: that has /rest/, a user’s number and a code. Copy all of it in Bitrix24.',
  'Адрес вебхука начинается с https.': 'A webhook’s address begins with https.',
  'По этому адресу портала Bitrix24 нет: нужен его адрес в интернете.':
    'There is no Bitrix24 portal at this address: its address on the internet is needed.',
  'Bitrix24 не узнаёт этот вебхук: он удалён или истёк. Создайте новый и вставьте его адрес.':
    'Bitrix24 does not know this webhook: it is deleted or expired. Make a new one and paste its address.',
  'На вашем тарифе Bitrix24 не даёт обмениваться данными. Нужен платный тариф с подпиской на Маркетплейс.':
    'Your Bitrix24 plan does not let data be exchanged. A paid plan with the Marketplace subscription is needed.',
  'Вебхуку не хватает права CRM. Откройте его в Bitrix24, добавьте «CRM (crm)» и сохраните.':
    'The webhook lacks the CRM right. Open it in Bitrix24, add “CRM (crm)” and save.',
  'Тому, чей это вебхук, закрыты сделки или контакты. Откройте ему доступ в правах CRM.':
    'Deals or contacts are closed to the webhook’s owner. Open them in the CRM permissions.',
  'Bitrix24 по этому адресу не отвечает. Проверьте адрес и попробуйте ещё раз.':
    'Bitrix24 does not answer at this address. Check the address and try again.',
  'Bitrix24 сейчас не работает. Попробуйте через несколько минут.':
    'Bitrix24 does not work now. Try again in a few minutes.',
  'Bitrix24 просит подождать: запросов слишком много. Попробуйте через минуту.':
    'Bitrix24 asks to wait: too many requests. Try again in a minute.',
  'Вебхуку не хватает прав. Пусть его создаст администратор портала и отметит CRM и «Пользователи».':
    'The webhook lacks rights. Let the portal’s administrator make it and tick CRM and Users.',
  'В Bitrix24 этого больше нет. Обновите и попробуйте ещё раз.': 'This is no more in Bitrix24. Refresh and try again.',
  'Bitrix24 этого не принял. Попробуйте ещё раз; не поможет — выберите другую воронку.':
    'Bitrix24 refused this. Try again; if it does not help, choose another pipeline.',
  'Сейчас идёт обмен с Bitrix24. Спросим его ещё раз через несколько секунд.':
    'Data is being exchanged with Bitrix24. We ask it again in a few seconds.',
  'Этапы не из этой воронки. Выберите этапы заново.': 'The stages are not of this pipeline. Choose them anew.',
  'Адресов уже десять. Удалите лишний.': 'There are ten addresses already. Delete one.',
  'Этот адрес выключен. Сначала включите его.': 'This address is off. Turn it on first.',
  'Это не похоже на адрес: он начинается с https://': 'This is no address: one begins with https://',
  'Уберите из адреса логин и пароль: подлинность доказывает подпись.':
    'Take login and password out of the address: the signature proves who sends.',
  'Нужен адрес, который начинается с https://': 'The address must begin with https://',
  'Этот адрес из закрытой сети: до него отсюда не дойти.': 'This address is in a closed network: it can’t be reached.',
  'В файле ничего нет.': 'The file is empty.',
  'Это старый Excel. Сохраните файл как XLSX или CSV.': 'This is an old Excel file. Save it as XLSX or CSV.',
  'Файл не читается. Сохраните его как XLSX или CSV ещё раз.': 'The file can’t be read. Save it as XLSX or CSV again.',
  'В таблице больше 20 000 строк. Разделите её.': 'The table has more than 20,000 rows. Divide it.',
  'В таблице больше 100 столбцов. Оставьте нужные.': 'The table has more than 100 columns. Leave those needed.',
  'Файл больше 5 МБ. Разделите таблицу.': 'The file is larger than 5 MB. Divide the table.',
  'Отметьте, что клиенты согласны на хранение их данных.': 'Confirm that the clients agree that their data is kept.',
  'Этот ключ уже был с другим запросом.': 'This key came with another request already.',
  'Нужен ключ программы или формы.': 'The key of a program or of a form is needed.',
  'Эта форма стоит не на своём сайте.': 'This form stands on a site that is not its own.',
  'Такого бизнеса нет.': 'There is no such business.',
  'Заявку не разобрать: пришлите JSON или поля формы.': 'The request can’t be read: send JSON or the fields of a form.',
  'С этого телефона заявок уже несколько: мы о них знаем.':
    'There are several requests of this phone: we know of them.',
  'Слишком длинно.': 'Too long.',
  'Здесь нужен текст.': 'A text is needed here.',
  'Укажите имя.': 'Tell the name.',
  'Укажите телефон, например +7 900 123-45-67.': 'Tell the phone, for example +7 900 123-45-67.',
  'Услуги с таким номером нет.': 'There is no service of this number.',
  'Без согласия на обработку данных заявку принять нельзя.':
    'Without the consent to process personal data the request can’t be taken.',
  'Оставьте поле пустым.': 'Leave this field empty.',
  'WhatsApp не узнаёт этот токен. Возьмите постоянный токен системного пользователя.':
    'WhatsApp does not know this token. Take the permanent token of a system user.',
  'WhatsApp не знает такого номера, или токен не от него. Проверьте Phone number ID.':
    'WhatsApp does not know this number, or the token is not its own. Check the Phone number ID.',
  'Instagram не узнаёт этот токен. Создайте новый в приложении Meta.':
    'Instagram does not know this token. Make a new one in the Meta app.',
  'Этот токен от другого аккаунта Instagram. Проверьте номер аккаунта.':
    'This token is of another Instagram account. Check the account ID.',
  'Этот аккаунт уже подключён к другой компании.': 'This account is connected to another business already.',
  'Этот номер уже подключён к другой компании.': 'This number is connected to another business already.',
  'Нет WhatsApp Business Account ID: подключите номер ещё раз, указав его.':
    'There is no WhatsApp Business Account ID: connect the number again with it.',
  'WhatsApp сейчас не отвечает. Попробуйте позже.': 'WhatsApp does not answer now. Try again later.',
  'Одобренных шаблонов нет. Владелец заводит их в WhatsApp Manager и обновляет в «Каналы».':
    'There are no approved templates. The owner makes them in WhatsApp Manager and refreshes them under Channels.',
  'Для ссылки слишком длинно. Сократите название или кампанию.':
    'Too long for a link. Shorten the name or the campaign.',
  'У одобренных шаблонов не выбрано, что в них подставить. Это в «Каналы» → «Шаблоны».':
    'It is not set what goes into the approved templates. Set it under Channels → Templates.',
  'WhatsApp не показывает шаблоны: проверьте WhatsApp Business Account ID и права токена и подключите номер ещё раз.':
    'WhatsApp shows no templates: check the WhatsApp Business Account ID and the rights of the token, and connect again.',
  'Для этого шаблона о клиенте известно не всё.': 'Not all that this template says of the client is known.',
  'С клиентом нет чата: позвоните ему.': 'No chat reaches the client: call them.',
  'Excel здесь не собрать. Возьмите CSV.': 'No Excel files are made here. Take CSV.',
  'Этот день ещё не наступил.': 'This day has not come yet.',
  'Этому клиенту уже предложено место: дождитесь ответа.':
    'A place is offered to this client already: wait for the answer.',
  'Это место уже заняли.': 'This place has been taken.',
  'На это время записать нельзя.': 'This time can’t be booked.',
  'Эти дни уже прошли или стоят не по порядку.': 'These days are over, or not in order.',
  '{} уже занято. Свободно рядом:': '{} is taken already. Free nearby:',
  '{} уже занято в Bitrix24.': '{} is taken in Bitrix24.',
  'Больше, чем было заплачено.': 'More than was paid.',
  'Больше, чем осталось заплатить.': 'More than is left to pay.',
  'Бот уже подключён к другой программе. Отключите её или создайте нового.':
    'The bot is connected to another program. Disconnect that one or make a new bot.',
  'В таблице есть ошибки, ничего не записано.': 'The table has mistakes, nothing was written.',
  'В этой компании вас нет в команде.': 'You are not in the team of this business.',
  'Вас пока нет в команде. Попросите владельца прислать приглашение.':
    'You are not in the team yet. Ask the owner for an invitation.',
  'Вернуть можно только настройки.': 'Only settings can be put back.',
  'Владельцев назначает владелец.': 'Owners are named by an owner.',
  'Вне рабочего времени. Записать и отметить в журнале?': 'Outside working hours. Book and note it in the log?',
  'Возвращать нечего: оплаты нет.': 'There is no payment to give back.',
  'Впереди есть записи. Отменить их или оставить без имени?':
    'There are visits ahead. Cancel them, or keep them without a name?',
  'Время этой записи уже прошло.': 'The time of this visit has passed.',
  'Вход устарел. Закройте и откройте приложение из чата с ботом.':
    'The sign-in is out of date. Close the app and open it from the chat with the bot.',
  'Запись не отменена.': 'The visit is not cancelled.',
  'Запись уже изменилась.': 'The visit has changed already.',
  'Здесь нет потока: спрашивайте /api/live/since.': 'There is no stream here: ask /api/live/since.',
  'Здесь нет потока: спрашивайте /chat/api/updates.': 'There is no stream here: ask /chat/api/updates.',
  'Варианты не отличаются.': 'The variants do not differ.',
  'Здесь уже идёт опыт. Сначала остановите его.': 'A test runs here already. Stop it first.',
  'Предоплата появится вместе с оплатой онлайн: тогда опыт можно начать.':
    'Prepayment comes together with payments online: then the test can start.',
  'Так этот текст сказать нельзя.': 'This text cannot be said so.',
  'Такого места для опыта нет.': 'There is no such place for a test.',
  'Этот опыт ещё не начат.': 'This test has not begun yet.',
  'Этот опыт уже решён.': 'This test is decided already.',
  'Итог визита уже отмечен.': 'The visit has its result already.',
  'К вам уже записывались: услуги и часы меняйте в настройках.':
    'There were bookings already: change services and hours in the settings.',
  'Конец должен быть позже начала.': 'The end must be after the beginning.',
  'На это время записи нет.': 'There is no booking for this time.',
  'Настройки уже изменились.': 'The settings have changed already.',
  'Не больше {} дат сразу.': 'No more than {} dates at once.',
  'Не всё собрано: выберите услугу и время.': 'Something is missing: choose a service and a time.',
  'Не получилось на нашей стороне. Код {}.': 'Something failed on our side. Code {}.',
  'Не получилось открыть чат: запрос не разобрать.': 'The chat could not be opened: the request is not clear.',
  'Нечего менять: нет ни времени, ни заметки.': 'Nothing to change: neither a time nor a note.',
  'Нужен ключ API.': 'An API key is needed.',
  'Нужен заголовок Idempotency-Key: 8–100 букв, цифр, дефисов.':
    'The header Idempotency-Key is needed: 8–100 letters, digits, hyphens.',
  'Нужно войти: сессии нет или она закончилась.': 'Please sign in: there is no session, or it has ended.',
  'Нужны имя и телефон.': 'A name and a phone are needed.',
  'Объединить можно, только если телефон подтверждён в обеих карточках.':
    'Only cards with a phone verified in both can be merged.',
  'Одну из карточек уже изменили.': 'One of the cards has changed already.',
  'Откройте чат заново.': 'Please open the chat again.',
  'Отменить можно было до полуночи.': 'It could be undone until midnight.',
  'Отменять нечего.': 'There is nothing to undo.',
  'Отменяют только визит, который впереди.': 'Only a visit that is awaited can be cancelled.',
  'Отметки у визита нет.': 'The visit has no mark.',
  'Переносят только визит, который впереди.': 'Only a visit that is awaited can be moved.',
  'Под этим ключом пришёл другой запрос.': 'Another request came under this key.',
  'Пока вы правили, карточку изменили.': 'The card was changed while you edited it.',
  'Пока вы правили, часы изменили.': 'The hours were changed while you edited them.',
  'Пока вы правили, это изменили.': 'This was changed while you edited it.',
  'Поля не подошли.': 'The fields do not fit.',
  'Почему бесплатно? Это увидит владелец.': 'Why free of charge? The owner will see it.',
  'Приглашение открывается в боте: сначала подключите его.':
    'An invitation is opened in the bot: please connect one first.',
  'Промежуток from–to: от минуты до {} дней.': 'The range from–to: from a minute to {} days.',
  'Промежуток from–to: от одного до {} дней.': 'The range from–to: from one to {} days.',
  'Пустой текст отправить нельзя.': 'An empty text cannot be sent.',
  'Разъединить можно в течение 30 дней.': 'It can be taken apart within 30 days.',
  'С тех пор это изменили ещё раз. Сначала верните более поздние изменения.':
    'It was changed again since. Put the later changes back first.',
  'Сейчас платить не за что.': 'There is nothing to pay for now.',
  'Скидка больше цены.': 'The discount is more than the price.',
  'Скобки не сходятся: вставьте переменную заново.': 'The brackets do not match: insert the variable again.',
  'Слишком большой запрос.': 'The request is too large.',
  'Слишком часто. Подождите {} с.': 'Too often. Please wait {} s.',
  'Сообщение длиннее 4096 знаков. Сократите его, пожалуйста.':
    'The message is longer than 4096 characters. Please shorten it.',
  'Сообщение не разобрать.': 'The message is not clear.',
  'Ссылка уже сработала или устарела. Отправьте боту /app ещё раз.':
    'The link was used or is too old. Send /app to the bot once more.',
  'Такого клиента нет.': 'There is no such client.',
  'Такого мастера, кабинета или филиала нет.': 'There is no such master, room or branch.',
  'Такого сообщения нет.': 'There is no such message.',
  'Такого текста нет.': 'There is no such text.',
  'Такого файла нет.': 'There is no such file.',
  'Такого филиала нет.': 'There is no such branch.',
  'Такого часового пояса нет.': 'There is no such time zone.',
  'Такого чата нет.': 'There is no such chat.',
  'Такое название уже есть.': 'There is one with this name already.',
  'Такой страницы нет.': 'There is no such page.',
  'Такой услуги или филиала нет.': 'There is no such service or branch.',
  'Такой услуги нет.': 'There is no such service.',
  'Текст длиннее 2 000 знаков.': 'The text is longer than 2,000 characters.',
  'Телефон можно сохранить только с согласием клиента.': 'A phone can be kept only with the client’s consent.',
  'Телефон не подошёл.': 'The phone does not fit.',
  'Телефон сохраняем только с согласием клиента.': 'A phone is kept only with the client’s consent.',
  'У бота нет чата с вами. Откройте приложение в браузере.':
    'The bot has no chat with you. Please open the app in a browser.',
  'У филиала должны быть свои часы.': 'A branch must have its hours.',
  'Укажите location или resource.': 'Please give location or resource.',
  'Укажите services: номера услуг через запятую.': 'Please give services: their numbers, by commas.',
  'Укажите visit или services: номера услуг через запятую.':
    'Please give visit, or services: their numbers, by commas.',
  'Укажите причину скидки.': 'Please give the reason of the discount.',
  'Укажите сумму.': 'Please give the amount.',
  'Обращение уже изменилось.': 'The contact has changed already.',
  'Расход уже изменился.': 'The cost has changed already.',
  'Слишком длинный период.': 'The period is too long.',
  'Такого столбца нет.': 'There is no such column.',
  'Этих сообщений больше нет или вам это не видно.': 'These messages are gone or not yours to see.',
  'Это время уже заняли.': 'This time is taken already.',
  'Это единственный владелец. Сначала сделайте владельцем кого-нибудь ещё.':
    'This is the only owner. Make somebody else an owner first.',
  'Это может сделать администратор.': 'An administrator can do this.',
  'Это отменить нельзя.': 'This cannot be undone.',
  'Это сообщение удалить уже нельзя.': 'This message can no longer be deleted.',
  'Это уже вернули.': 'This was put back already.',
  'Это уже ушло.': 'This is sent already.',
  'Это сообщение уже ушло или не нужно.': 'This message is sent already, or not needed.',
  'Этого больше нет или вам это не видно.': 'It is gone or not yours to see.',
  'Укажите процент или сумму.': 'Give a percentage or an amount.',
  'Этой скидки нет, или её уже использовали.': 'There is no such discount, or it is used already.',
  'Закончить визит в это время нельзя.': 'The visit can’t end at this time.',
  'Клиент уже в Telegram, или бот там не подключён.': 'The client is in Telegram already, or no bot is connected.',
  'Под этим ключом уже был другой запрос.': 'Another request has used this key.',
}

const PATTERNS = Object.entries(ENGLISH)
  .filter(([russian]) => russian.includes('{}'))
  .map(([russian, english]) => {
    const [before, after] = russian.split('{}') as [string, string]
    return { before, after, english }
  })

/** The English twin of a refusal; null when it has none. */
export function inEnglish(russian: string): string | null {
  const known = ENGLISH[russian]
  if (known !== undefined) return known
  const pattern = PATTERNS.find(({ before, after }) => russian.startsWith(before) && russian.endsWith(after))
  if (!pattern) return null
  const { before, after, english } = pattern
  return english.replace('{}', () => russian.slice(before.length, russian.length - after.length))
}
