queue-loading = Загружаем очередь
queue-segments = Чьи разговоры
queue-waiting = Ждут
queue-mine = Мои
queue-bot = У бота
queue-all = Все
queue-nobody = Никто не ждёт. Бот ведёт { $count ->
    [one] { $count } разговор
    [few] { $count } разговора
   *[other] { $count } разговоров
}.
queue-none-mine = Вы никого не ведёте. Возьмите разговор во вкладке «Ждут».
queue-none-bot = За последние 30 дней бот ни с кем не говорил.
queue-none-found = Никого не нашли. Попробуйте имя или последние 4 цифры.
queue-search = Имя или последние 4 цифры
queue-stages = Стадия
stage-new = Новое
stage-qualified = Собрано
stage-booked = Записано
stage-visited = Пришли
stage-paid = Оплачено
stage-lost = Потеряно
queue-new = Новых: { $count }
queue-more = Показать ещё
wait-now = меньше минуты
wait-minutes = { $count ->
    [one] { $count } минуту
    [few] { $count } минуты
   *[other] { $count } минут
}
wait-new = только что
wait-closed = Ответим с { $time }
take = Взять
pass-on = Передать
to-bot = Вернуть боту
to-blacklist = В чёрный список
blacklisted = В чёрном списке: { $name }
blacklist-reason = Из переписки
taken-by = Взято: { $name }
taken-mine = Разговор ваш.
passed-to = Передано: { $name }
given-back = Разговор снова ведёт бот.
watches = Смотрит: { $name }
types = Пишет: { $name }
card-of = { $name }, ждёт { $wait }
somebody = Клиент
channel-telegram = Telegram
channel-web = Сайт
channel-whatsapp = WhatsApp
channel-instagram = Instagram
channel-max = MAX
channel-vk = VK
reason-asked = Просит человека
reason-late = Меняет запись позже срока
reason-trouble = Сбой при ответе
reason-no-time = Нет свободного времени
reason-unusual = Бот не может изменить эту запись
reason-complaint = Жалоба
reason-red-flag = Срочно: тревожные слова
reason-unclear = Не поняли
reason-vip = Важный клиент
reason-barred = Отвечает только человек
reason-wish = Особая просьба
reason-feedback = Низкая оценка визита
reason-no-shows = Были неявки: подтвердите запись
reason-prepayment = Были неявки: нужна предоплата
reason-form = Заявка с сайта
reason-first = Новый: сначала человек
reason-passed = Передали вам
draft-kind-move = Переносит
draft-kind-cancel = Отменяет запись
sound = Звук
sound-all = Новые и мои
sound-mine = Только мои
sound-none = Нет
sound-off = Звук выключен
sound-on = Включить
queue-says = В очереди { $count }, дольше всех { $wait }
queue-late = Ждут слишком долго: { $count }
actions-of = Действия: { $name }
todo-closed = Дело в Bitrix24 закрыто
todo-closed-by = Дело в Bitrix24 закрыто: { $name }
