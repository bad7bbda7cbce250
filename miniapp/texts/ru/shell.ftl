app = Окошко
tab-today = Сегодня
tab-day = Расписание
tab-queue = Очередь
tab-clients = Клиенты
tab-more = Ещё
tabs = Разделы
tab-waiting = { $count ->
    [one] ждёт { $count }
    [few] ждут { $count }
   *[other] ждут { $count }
}
tab-broken = канал не работает
skip = К содержанию

enter-stale = Вход устарел. Закройте и откройте приложение из чата с ботом.
enter-outside = Откройте бота и отправьте /app: он пришлёт ссылку для входа.
enter-used = Ссылка уже сработала или устарела. Отправьте боту /app ещё раз.
enter-stranger = Вас пока нет в команде. Попросите владельца прислать приглашение.
enter-title = Вход
enter-close = Закрыть
enter-open-bot = Открыть бота
enter-over = Вход закончился. Черновик сохранён.
enter-again = Войти заново
entering = Входим

link-gone = Этого больше нет или вам это не видно. Открыли расписание.
offline = Нет связи. Показываем на { $time }. Менять можно будет, когда связь вернётся.
online = Снова на связи
polling = Обновляем раз в 10 с
branch-time = Время филиала: { $city }, сейчас { $there }. На телефоне { $here }.
business = Филиал
waits-for-you = Ждёт ответа: { $name }
open = Открыть

keys = Клавиши
keys-off = Выключить клавиши
key-tabs = Разделы
key-search = Поиск
key-new = Новая запись
key-today = Сегодня
key-days = День назад, день вперёд
key-next = Следующий, предыдущий
key-open = Открыть
key-take = Взять
key-pass = Передать
key-bot = Вернуть боту
key-reply = Ответить
key-note = Заметка
key-move = Перенести
key-undo = Отменить, пока видна полоса
key-help = Клавиши
key-back = Назад

today = Сегодня
schedule = Расписание
visit = Визит
new-visit = Новая запись
queue = Очередь
dialogue = Переписка
clients = Клиенты
client = Клиент
more = Ещё
settings = Настройки
unclear = Не поняли
guide = Первый запуск
numbers = Цифры
