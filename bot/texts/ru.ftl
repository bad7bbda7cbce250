# Тексты ассистента. Слева ключ, справа то, что читает клиент. Переменные в фигурных скобках подставит программа.
# Имена людей и услуг стоят в именительном падеже после двоеточия: так их не нужно склонять.

## Начало
greeting = Здравствуйте! { $business } на связи.
hello = Здравствуйте! { $business } на связи. Подскажу свободное время, запишу, перенесу или отменю визит.
hello-promo = Здравствуйте! { $business } на связи. { $promo }
hello-owner = Вы владелец: { $business }. Сюда придут обращения, на которые нужен человек: ответьте на такое сообщение, и клиент получит ваши слова.
hello-member = Вы в команде: { $business }. Сюда придут обращения, на которые нужен человек: ответьте на такое сообщение, и клиент получит ваши слова.
menu-resume = Продолжить: { $what }
menu-book = Записаться
menu-mine = Мои записи
menu-price = Услуги и цены
menu-place = Адрес и часы
menu-human = Связаться с менеджером
menu-human-short = Менеджер
menu-human-typed = Чтобы позвать человека, напишите «менеджер».
list-open = Выбрать
list-more = Ещё
list-rest = Ещё варианты:

## Запись
ask-location = Какой филиал удобнее?
ask-category = Что будем делать?
ask-service = Выберите услугу.
ask-service-among = Подходит несколько услуг. Какая из них?
service-unknown = Такой услуги не нашлось. Вот что есть:
other-services = Другое
ask-master = { $services }
    К кому запишем?
any-master = К любому, кто свободен
other-master = К другому специалисту
master-unfit = { $master }: этой услуги нет. К кому запишем?
add-service = + ещё услуга
added-service = { $services }
    Что добавить?
ask-time = { $what }
    { $day }: выберите время.
no-time = { $what }
    На { $days ->
        [one] { $days } день
        [few] { $days } дня
       *[many] { $days } дней
    } вперёд свободного времени нет. Позвали менеджера: он поможет найти место.
no-time-master = { $what }
    На { $days ->
        [one] { $days } день
        [few] { $days } дня
       *[many] { $days } дней
    } вперёд всё занято.
no-time-that-day = { $day }: мест нет. Ближайшие: { $nearest }.
no-time-those-hours = { $day }: в эти часы мест нет. Вот что есть рядом.
day-gone = Этот день уже прошёл, подберём другой.
day-past = Этот день уже прошёл. Вот ближайшее время.
day-too-far = Так далеко запись ещё не открыта. Последний день, на который есть места: { $last }.
ask-day = { $what }
    Выберите день. Рядом число свободных мест.
whole-day = Весь день
other-days = Другие дни
more-times = Позже
earlier-times = Раньше
back = Назад
taken-nearest = { $time }: это время уже заняли. Ближайшее свободное:
taken-none = { $time }: это время уже заняли, а другого пока нет. Выберите другую услугу или позовите менеджера.
noted = Учтём: { $time }.
part-morning = утром
part-day = днём
part-evening = вечером
part-after = после { $time }
part-before = до { $time }
part-between = с { $from } до { $to }
one-by-one = Здесь записываем по одному: сначала первую запись, потом следующую. Если важно прийти вместе в одно время, позовите менеджера, он подберёт.
time-unclear = Такого дня или часа не бывает. Напишите, например, «завтра в 15:30» или выберите кнопкой.
time-past = { $time }: это время уже прошло. Ближайшее свободное:
time-closed = { $time }: на это время записи нет. Ближайшее свободное:

## Согласие и контакты
ask-consent = { $when }
    { $services }

    Держим место за вами { $minutes } мин. Чтобы записать, нужны имя и телефон, а для этого ваше согласие на обработку персональных данных.
ask-consent-plain = { $when }
    { $services }

    Чтобы записать, нужны имя и телефон, а для этого ваше согласие на обработку персональных данных.
consent-agree = Даю согласие
consent-read = Прочитать текст
consent-given = Спасибо, согласие получено.
consent-refused = Понимаем. Без согласия записать не сможем: имя и телефон негде хранить. Можно передумать или написать менеджеру.
consent-refused-phone = Понимаем. Без согласия записать не сможем: имя и телефон негде хранить. Можно передумать, написать менеджеру или позвонить: { $phone }.
phone-before-consent = Номер не сохранили: сначала нужно ваше согласие.
ask-name = Как вас зовут?
name-unclear = Напишите, пожалуйста, имя буквами, например: Анна.
ask-phone = { $name }, оставьте номер телефона: кнопкой ниже или сообщением.
ask-phone-web = { $name }, напишите номер телефона.
ask-phone-own = { $name }, записать вас на номер { $phone }? Если нужен другой номер телефона, напишите его.
phone-own = Да, этот номер
share-contact = Отправить мой номер
phone-unclear = Не похоже на номер телефона. Пример: +7 900 123-45-67.
phone-foreign-contact = Это не ваш контакт. Отправьте свой кнопкой или напишите номер сообщением.
phone-saved = Спасибо, номер записан.

## Подтверждение
summary = Проверьте запись:
    { $when }
    { $services }
    { $count ->
        [one] Вас ждёт: { $masters }
       *[other] Вас ждут: { $masters }
    }
    Стоимость: { $price }
    Адрес: { $address }
summary-hold = Держим место за вами { $minutes } мин.
confirm = Записать
other-time = Другое время
drop = Не записывать
booked = Готово, вы записаны.
    { $when }
    { $services }
    { $count ->
        [one] Вас ждёт: { $masters }
       *[other] Вас ждут: { $masters }
    }
    Стоимость: { $price }
    Адрес: { $address }
    { $directions }
already-booked = Вы уже записаны.
    { $when }
    { $services }
calendar-file = Запись для календаря
draft-dropped = Хорошо, не записываем. Напишите, когда будет удобно.
nothing-to-confirm = Эта запись уже неактуальна. Начнём заново?
price-from = от { $price }
price-free = бесплатно
price-less = { $price } вместо { $before }
approval-note = Запись подтвердит менеджер.
approval-send = Передать менеджеру
approval = { $when }
    { $what }
    Передали менеджеру, он подтвердит запись.
approval-prepaid = { $when }
    { $what }
    Передали менеджеру: он подтвердит запись и подскажет, как внести предоплату.

## Скидки
code-valid = Код { $code }: скидка { $size } на запись, сделанную до { $until } включительно. Учтём сами, повторять не нужно.
code-used = Код { $code } уже использован.
code-over = Код { $code } больше не действует.
code-unknown = Кода { $code } среди ваших нет. Проверьте, пожалуйста, буквы и цифры или позовите менеджера.

## Мои записи
mine-none = Предстоящих записей нет.
mine = { $count ->
        [one] Ваша запись:
       *[other] Ваши записи:
    }
visit-line = { $when }
    { $services } · { $masters }
book-more = Записаться ещё
move = Перенести
cancel = Отменить запись
cancel-short = Отменить
visit-gone = Этой записи уже нет или она изменилась. Проверьте в «Мои записи».
move-summary = Перенести запись?
    Было: { $old }
    Станет: { $new }
    { $services } · { $masters }
    Стоимость: { $price }
move-confirm = Перенести
move-keep = Оставить как есть
move-same = { $time }: на это время вы и записаны. Выберите другое или оставьте как есть.
moved = Готово, перенесли.
    { $when }
    { $services }
    { $count ->
        [one] Вас ждёт: { $masters }
       *[other] Вас ждут: { $masters }
    }
    Адрес: { $address }
kept = Запись остаётся без изменений.
too-late = До визита меньше { $hours } ч, поэтому изменить запись может только менеджер. Передали ему вашу просьбу.
ask-cancel-reason = { $when }
    { $services }
    Почему отменяем? Выберите или напишите пару слов.
cancel-ill = Болезнь
cancel-plans = Изменились планы
cancel-other = Без причины
cancel-move = Лучше перенести
cancelled = Запись отменена: { $when }. Будем рады видеть вас в другой раз.
book-again = Записаться снова

## Напоминания
come = Приду
remind-ask = Напоминаем о записи.
    { $when }
    { $services }
    { $count ->
        [one] Вас ждёт: { $masters }
       *[other] Вас ждут: { $masters }
    }
    Адрес: { $address }
    Придёте?
remind-again = Вы ещё не ответили, придёте ли.
    { $when }
    { $services }
    Если планы изменились, перенесите или отмените запись.
remind = Напоминаем: ждём вас.
    { $when }
    { $services }
    { $count ->
        [one] Вас ждёт: { $masters }
       *[other] Вас ждут: { $masters }
    }
    Адрес: { $address }
coming = Спасибо, ждём вас.
    { $when }
    { $services }
    Адрес: { $address }

## Что сделал персонал
notice-booked = Вы записаны.
    { $when }
    { $services }
    { $count ->
        [one] Вас ждёт: { $masters }
       *[other] Вас ждут: { $masters }
    }
    Стоимость: { $price }
    Адрес: { $address }
    { $directions }
notice-moved = Вашу запись перенесли.
    Было: { $old }
    Теперь: { $when }
    { $services }
    { $count ->
        [one] Вас ждёт: { $masters }
       *[other] Вас ждут: { $masters }
    }
    Адрес: { $address }
notice-cancelled = Приносим извинения: запись отменена.
    { $when }
    { $services }
    Выберите другое время, и мы вас запишем.
notice-no-show = Ждали вас: { $when }. Если планы изменились, подберём другое время.
no-show-offer = Чтобы было приятнее вернуться, дарим { $size } на следующую запись, если сделать её до { $until } включительно. Код { $code }, учтём его сами.
no-show-times = { $services }, ближайшее время:
offer-no-show = После неявки

## Лист ожидания
wait-button = Сообщить, если освободится
wait-joined = Вы в листе ожидания: { $what }, { $when }. Напишем, как только освободится место.
wait-free = На это время места есть. Если ни одно не подходит, нажмите «Сообщить, если освободится».
wait-past = Эти дни уже прошли. Выберите другие.
wait-line = В листе ожидания: { $what }, { $when }
wait-leave = Убрать из листа ожидания
wait-left = Убрали из листа ожидания: { $what }. Напишите, если снова понадобится.
wait-none = В листе ожидания вас нет.
wait-offer = Освободилось место, которого вы ждали.
    { $when }
    { $services }
    { $count ->
        [one] Вас ждёт: { $masters }
       *[other] Вас ждут: { $masters }
    }
    Стоимость: { $price }
    Адрес: { $address }
    Держим его за вами до { $until }.
wait-offer-last = Если и оно не подойдёт, больше предлагать не будем.
wait-yes = Записаться
wait-no = Не подходит
wait-declined = Хорошо. Вы остаётесь в листе ожидания: { $what }, { $when }.
wait-declined-last = Хорошо, больше предлагать не будем. Напишите, если понадобится.
wait-gone = { $time }: место уже занято. Вы остаётесь в листе ожидания, предложим следующее.
wait-gone-last = { $time }: место уже занято. Выберите другое время, и мы вас запишем.

## Предложения и отзывы
chain-feedback = Спасибо, что были у нас: { $when }, { $services }.
    Как всё прошло? Оцените от 1 до 5.
chain-return = Вы были у нас: { $when }, { $services }.
    Записать снова? Мастер тот же: { $masters }.
chain-return-any = Вы были у нас: { $when }, { $services }.
    Записать снова?
chain-return-again = Время для вас ещё есть: { $services }.
    Если сейчас не нужно, больше об этом не напомним.
chain-trial = Как вам первое занятие: { $services }?
    Чтобы был результат, второе лучше не откладывать: { $next }.
chain-trial-again = Место на второе занятие ещё есть: { $next }.
    Если сейчас не нужно, больше об этом не напомним.
chain-upsell = К вашей записи { $when } подойдёт: { $extra }.
    Это { $duration }, { $price }, и время рядом свободно. Добавить?
chain-times = Выбрать время
chain-no = Не сейчас
offers-off = Не присылать
chain-declined = Хорошо, больше об этом не напомним. Понадобится запись, напишите.
extra-add = Добавить
extra-no = Не нужно
extra-added = Добавили в запись: { $extra }.
    { $when }
    { $services }
    Стоимость: { $price }
extra-gone = Это время уже заняли, запись осталась прежней.
feedback-high = Спасибо, рады, что вам понравилось.
feedback-review = Если найдётся минута, расскажите об этом в отзыве.
feedback-review-link = Оставить отзыв
feedback-low = Жаль, что вышло не так, как хотелось. Передали ваш ответ менеджеру. Напишите, что пошло не так, это прочтёт человек.
feedback-words = Спасибо, передали ваши слова.
feedback-late = Эту оценку уже не поменять.
heard-ask = Подскажите, откуда вы узнали о нас? Спросим один раз.
heard-maps = Карты
heard-social = Соцсети
heard-referral = Посоветовали
heard-sign = Проходили мимо
heard-ads = Реклама
heard-site = Сайт, поиск
heard-other = Другое
heard-own-words = Напишите парой слов, откуда.
heard-thanks = Спасибо, запомнили.
ask-offers = Присылать сюда предложения: когда пора записаться снова, скидки? Не больше { $count } в месяц, отказаться можно в любой момент.
offers-yes = Да, присылайте
offers-no = Нет, спасибо
offers-agreed = Спасибо, будем присылать только полезное. Передумаете, напишите «стоп».
offers-declined = Хорошо, предложений не будет. Напоминания о ваших визитах останутся.
no-offers-booking = Больше не пришлём предложений. Запись, которую вы начали, можно закончить или оставить.

## Вопросы
prices = Услуги и цены:
price-line = { $service } — { $price }, { $duration }
minutes = { $minutes } мин
hours = { $hours } ч
hours-minutes = { $hours } ч { $minutes } мин
place-phone = Телефон: { $phone }
closed = выходной
book-this = Записаться на эту услугу
resume = Продолжить запись
welcome = Пожалуйста! Если что-то понадобится, напишите.

## Заявки с сайта
form-heard = Спасибо, заявка у нас. Менеджер свяжется с вами.
form-places = Вы оставили заявку на сайте: { $service }. Ближайшее время:
form-hello = Вы оставили заявку на сайте. Подберём время?

## Человек
human-called = Передали менеджеру вместе с перепиской.
human-soon = Ответ придёт сюда, обычно в течение { $minutes } мин.
human-opens = Ответим здесь, когда откроемся: { $day } в { $time }.
human-sometime = Ответ придёт сюда.
human-phone = Срочное быстрее решить по телефону { $phone }.
human-phone-closed = Телефон: { $phone }.
human-waiting = Менеджер получил ваши сообщения и ответит здесь.
human-waiting-long = Менеджер получил ваши сообщения и ответит здесь. Вы ждёте { $time }, напомнили о вас.
human-waiting-closed = Ваши сообщения сохранены для менеджера. Ответим здесь, когда откроемся: { $day } в { $time }.
human-took = Менеджер читает вашу переписку и ответит здесь.
human-here = Вам отвечает человек. Напишите, и он увидит.
human-is-you = Вы и есть команда: обращения клиентов приходят в этот чат, ответьте на них.
bot-back = Снова на связи ассистент. Чем помочь?
bot-again = Снова отвечает ассистент.
trouble = С этим сообщением вышла заминка. Передали менеджеру.

## Не поняли
unclear = Пока не понимаю. Могу записать, перенести, отменить или позвать человека.
unclear-answer = Пока не понимаю. Выберите кнопкой или напишите иначе.
unclear-media = Получили и сохранили для менеджера. Ассистент понимает только текст: напишите, чем помочь, или позовите человека.
unclear-edited = Вижу, что вы поправили сообщение. Повторите, пожалуйста, новым.
too-long = Сообщение очень длинное. Напишите главное в двух словах или позовите менеджера.
old-button = Эта кнопка устарела. Вот что актуально:

## Персоналу
card = Нужен человек: { $reason }
    Клиент: { $name }{ $phone }, { $channel }
    { $draft }

    { $transcript }

    Ответьте на это сообщение, и клиент получит ваши слова.
card-waits = Ждёт { $time }, пока без ответа.
card-understood = Понято: { $text }
card-message = { $name }: { $text }
card-edited = (исправлено) { $text }
card-how = Чтобы ответить клиенту, ответьте на сообщение о нём.
card-take = Взять
card-took = Диалог ваш. Ответьте на сообщение о клиенте, и он получит ваши слова.
card-taken = Диалог уже ведёт { $name }.
card-yours = Диалог ведёте вы.
card-led = Диалог ведёт { $name }.
card-free = Диалог ведёт ассистент.
card-back = Вернуть ассистенту
card-returned = Диалог снова ведёт ассистент.
card-erased = Данные клиента удалены по его просьбе.
card-sent = Отправлено клиенту.
card-undelivered = Клиент не получил ваш ответ: { $reason }
undelivered-blocked = бот у него заблокирован
undelivered-other = сообщение не доставлено
card-client = Клиент
template-guest = гость
card-bot = Ассистент
card-person = Менеджер
card-text-only = Клиенту можно передать только текст.
card-canned = Шаблоны
replies-choose = Какой шаблон показать?
replies-none = Шаблонов пока нет.
replies-how = Чтобы ответить шаблоном, нажмите «Шаблоны» под сообщением о клиенте или ответьте на него командой /replies.
reply-preview = { $title }

    { $text }
reply-without = Пропустили предложения, для которых не хватает: { $what }.
reply-refused = { $title }: этому клиенту так не ответить, не хватает: { $what }.
reply-gone = Этого шаблона уже нет.
reply-send = Отправить
reply-other = Другой шаблон
reply-needs-name = имя
reply-needs-service = услуга
reply-needs-time = время визита
reply-needs-address = адрес
reply-needs-phone = телефон
card-open = Открыть
app-open = Открыть приложение
app-menu = Смена
app-link = Ссылка для входа в браузере, на один раз и 15 минут: { $link }
channel-test = Проверка связи: бот работает и пишет вам.
app-stranger = Приложение открывается только команде. Могу показать свободное время и записать вас.
invite-welcome = Вы в команде: { $business }. Расписание и обращения ждут в приложении.
hello-known = { $business }: бот вас узнал. Попробуйте записаться, как это сделал бы клиент.
link-wrong = Ссылка уже сработала или устарела. Откройте бота из приложения ещё раз.
invite-wrong = Приглашение уже сработало или устарело. Попросите новое у владельца.
marks-ask = { $count ->
        [one] Визит закончился. Клиент пришёл?
       *[other] Визиты закончились. Кто пришёл?
    }
marks-done = Спасибо, всё отмечено.
marks-line = { $time } { $name }, { $what }
marks-came = Пришёл
marks-missed = Не пришёл
marks-undo = Отменить отметку
marks-is-arrived = клиент пришёл
marks-is-paid = визит оплачен
marks-is-no_show = клиент не пришёл
marks-is-cancelled = запись отменена
marks-by = { $state } ({ $name })
marks-already = Уже отмечено: { $state }.
marks-changed = Эту отметку сейчас не поставить: запись уже другая.
marks-gone = Этого больше нет или вам это не видно.
draft-none = Запись не начата.
draft-book = Начатая запись: { $what }
draft-move = Переносит запись: { $was } ({ $what })
draft-cancel = Отменяет запись: { $was } ({ $what })
channel = { $kind ->
        [telegram] Telegram
        [whatsapp] WhatsApp
        [web] чат на сайте
       *[other] { $kind }
    }
reason-asked = клиент попросил
reason-late = изменение записи позже срока
reason-trouble = сбой при ответе
reason-no-time = нет свободного времени
reason-unusual = ассистент не может изменить эту запись
reason-complaint = жалоба
reason-red-flag = срочно, тревожные слова в сообщении
reason-unclear = ассистент не понял клиента
reason-vip = важный клиент
reason-barred = этому клиенту отвечает только человек
reason-wish = особая просьба
reason-feedback = низкая оценка визита
reason-no-shows = были неявки, запись подтверждает человек
reason-prepayment = были неявки, нужна предоплата
reason-first = новый клиент: сначала человек
reason-form = заявка с сайта
reason-passed = диалог передали вам
owner-welcome = Теперь вы владелец: { $business }. Сюда придут обращения, на которые нужен человек: ответьте на такое сообщение, и клиент получит ваши слова.
owner-queue = { $count ->
        [one] Ждёт ответа { $count } обращение.
        [few] Ждут ответа { $count } обращения.
       *[many] Ждут ответа { $count } обращений.
    }
owner-code-wrong = Код не подошёл. Новый код печатается при каждом запуске программы.
master-moved = Вашу запись перенесли.
    Было: { $old }
    Теперь: { $when }
    { $services }
master-away = Запись передали другому мастеру: { $old }
    { $services }
master-given = К вам перенесли запись: { $when }
    { $services }
master-cancelled = Запись отменили: { $old }
    { $services }

## Описание бота
command-start = Начать
command-book = Записаться
command-my = Мои записи
command-app = Приложение команды
command-human = Связаться с менеджером
bot-short = Запись онлайн: { $business }
bot-description = { $business }: свободное время, запись, перенос и отмена визита в этом чате, в любое время.

## Понимание
hours-lead = Часы работы:
team = Наши мастера:
team-for = { $service } делают:
menu-team = Мастера
nearest-visit = Ближайшее время
as-you-wish = Хорошо. Если что-то понадобится, напишите.
goodbye = Всего доброго! Если что-то понадобится, напишите.
anything-else = Чем ещё помочь?
unsure = Точно не скажу. Об этом лучше спросить менеджера: позовите его кнопкой.
unclear-between = Уточните, пожалуйста, что нужно?
unclear-again = Всё ещё не понимаю, простите. Выберите кнопкой, или позову человека.
unclear-person = Не получилось понять вас правильно.
urgent-danger = Это похоже на срочный случай. Если состояние тяжёлое, звоните 103 или 112, не ждите ответа здесь.
urgent-symptom = Сочувствуем. Что это и что делать, скажет только специалист: показываем ваше сообщение сотруднику.
urgent-law = Понимаем, что вопрос серьёзный. Передаём его руководству вместе с перепиской.
urgent-complaint = Очень жаль, что так вышло. Разберёмся: передаём ваше сообщение человеку.
no-offers = Больше не пришлём предложений. Напоминания о ваших визитах останутся.
wrong-person = Похоже, сообщение не для нас. Не беда! Здесь можно записаться, если понадобится.
not-near = В этом чате не видно вашей записи на ближайшее время. Если записывались иначе, позовите менеджера, он всё передаст.
late-noted = Передали, спасибо, что предупредили. На сколько минут задержитесь?
late-fits = Передали мастеру: вас ждут, время есть.
late-tight = Передали мастеру. После вас запись через { $slack } мин, поэтому, возможно, придётся сократить визит или перенести его.
here-noted = Отлично, передали: вас сейчас встретят.
of-another = Чужую запись из этого чата изменить нельзя. Передали человеку, он проверит.
card-feedback = Оценка { $score } из 5: { $when }, { $services }, { $masters }
card-late = Опаздывает ({ $when }): { $text }
card-here = Уже на месте ({ $when })
pick-held = Держим для вас: { $time }. Менеджер ответит здесь.
pick-closed = { $time }: это время нельзя занять. Менеджер подберёт другое.
pick-taken = { $time }: это время уже заняли. Свободно рядом:
card-picked = выбирает { $time }
skip = Пропустить
intent-book = запись
intent-cancel = отмена
intent-reschedule = перенос
intent-confirm = подтверждение
intent-deny = отказ
intent-price = цены
intent-hours = часы работы
intent-address = адрес
intent-services = услуги
intent-staff = мастера
intent-human = позвать человека
intent-complaint = жалоба
intent-greeting = приветствие
intent-thanks = благодарность
intent-goodbye = прощание
intent-check-booking = своя запись
intent-payment = оплата
intent-out-of-scope = другое
digest-hello-day = Доброе утро. Вчера: { $date }
digest-hello-week = Доброе утро. Неделя: { $from } – { $to }
digest-hello-month = Доброе утро. Месяц: { $from } – { $to }
digest-before-day = неделю назад { $value }
digest-before-week = неделей раньше { $value }
digest-before-month = месяцем раньше { $value }
digest-usual = обычно { $value }
digest-leads = Обращения
digest-speed = Первый ответ
digest-booked = Записи
digest-came = Визиты
digest-revenue = Деньги
digest-no-show = Неявки
digest-no-visits = визитов не было
digest-nobody-asked = обращений не было
digest-unanswered = больше половины без ответа, за минуту { $within }
digest-answered = половина за { $median }, за минуту { $within }
digest-unpaid = оплаты не отмечены
digest-no-norm = Обычных значений пока нет: { $days ->
        [one] данные за { $days } день
        [few] данные за { $days } дня
       *[many] данные за { $days } дней
    }.
digest-tomorrow = Завтра занято { $share } рабочего времени.
digest-tomorrow-closed = Завтра рабочих часов нет.
digest-waiting = Ждут ответа: { $count }
digest-numbers = Цифры
digest-numbers-of = Цифры: { $name }
digest-queue = Кто ждёт
digest-channels = Каналы
digest-look = Посмотреть
digest-tomorrow-day = Завтра
advice-waiting = Совет: начните с тех, кто ждёт ответа ({ $count }). Кому ответили первым, тот чаще записывается.
advice-channel = Совет: остановите канал { $channel }. Клиент стоит { $cost }, визит даёт { $gives }: теряем около { $loss } на каждом.
advice-empty = Совет: завтра занято { $share }, свободно { $free }. { $count ->
        [0] Предложите эти окна постоянным клиентам.
       *[other] В листе ожидания { $count }: предложите окна им.
    }
advice-noShow = Совет: неявок больше нормы. Проверьте, включены ли напоминания и подтверждение за сутки.
advice-accuracy = Совет: помощник ошибается чаще нормы. Разберите раздел «Не поняли»: хватит пяти минут.
advice-fallback = Совет: помощник часто не понимает. Разберите раздел «Не поняли»: хватит пяти минут.
advice-handover = Совет: доля разговоров у людей вне нормы. Посмотрите, с чем их зовут.
advice-automatic = Совет: людям достаётся больше разговоров, чем обычно нужно. Посмотрите, с чем их зовут.
advice-leadToBooking = Совет: записываются реже нормы. Посмотрите в воронке, на каком шаге уходят.
advice-scheduleAhead = Совет: заполните график мастеров. Без рабочих часов записаться нельзя.
advice-slow = Совет: первый ответ медленнее нормы. Проверьте, кто дежурит и в какие часы ждут дольше.
advice-nothing = Совета сегодня нет: ни одна из известных цифр не вышла за границы.
of-all = { $hits } из { $all }
seconds = { $seconds } с
alarm-low = { $name }: { $number }, норма от { $bound }
alarm-high = { $name }: { $number }, норма до { $bound }
alarm-name-responseWithin60 = Первый ответ за минуту
alarm-name-responseMedian = Первый ответ, середина
alarm-name-botResponseMedian = Ответ помощника, середина
alarm-name-accuracy = Помощник понял верно
alarm-name-fallback = Помощник не понял
alarm-name-handover = Передано человеку
alarm-name-automatic = Без человека
alarm-name-leadToBooking = Записи из обращений
alarm-name-noShow = Неявки
alarm-name-waitingTooLong = Ожидание ответа
alarm-name-scheduleAhead = График мастеров
alarm-waiting = { $count ->
        [one] { $count } обращение ждёт дольше 10 минут
        [few] { $count } обращения ждут дольше 10 минут
       *[many] { $count } обращений ждут дольше 10 минут
    }
alarm-schedule = График: на 7 дней вперёд рабочих часов нет, записаться нельзя
alarm-cleared = { $name }: снова в норме
crm-failing = Bitrix24 ({ $host }) не принимает записи с { $since }: { $why }. Ничего не потеряно: всё уйдёт туда, когда он ответит.
crm-why-broken = он не отвечает
crm-why-asleep = он на обслуживании
crm-why-busy = он просит подождать
crm-why-expired = вебхук больше не действует, создайте новый и подключите его
crm-why-rights = вебхуку не хватает прав
crm-why-plan = на вашем тарифе нет доступа для других программ
crm-why-refused = он отказывает в запросе
