today-loading = Загружаем день
today-attention = Что требует внимания
today-waiting = { $count ->
    [one] Ждёт ответа { $count }, уже { $wait }
   *[other] Ждут ответа { $count }, дольше всех { $wait }
}
today-channel = { $channel } не работает с { $time }
today-undelivered = { $count ->
    [one] Не дошло { $count } сообщение
    [few] Не дошло { $count } сообщения
   *[other] Не дошло { $count } сообщений
}
today-unfinished = { $count ->
    [one] { $count } визит без итога
    [few] { $count } визита без итога
   *[other] { $count } визитов без итога
}
today-unconfirmed = { $count ->
    [one] { $count } визит за сутки не подтверждён
    [few] { $count } визита за сутки не подтверждены
   *[other] { $count } визитов за сутки не подтверждены
}
today-ending = Расписание есть только до { $day }: { $names }
today-hours = Открыть часы
today-guide = Путеводитель не закончен: шаг { $step } из 7
today-go-on = Продолжить
today-open = Открыть
today-cure = Что делать
today-mark = Отметить
today-look = Посмотреть
today-hide = Скрыть до завтра
today-hidden = Скрыто до завтра.
today-card-more = Скрыть карточку
today-calm = Никто не ждёт
tile-visits = Визиты
tile-free = Свободно
tile-no-shows = Неявки
tile-first = Первый ответ
tile-free-note = с { $time } · { $service }
tile-free-none = сегодня мест нет
tile-of = из { $count }
tile-no-answers = ответов ещё не было
places-count = { $count ->
    [one] { $count } место
    [few] { $count } места
   *[other] { $count } мест
}
seconds-short = { $count } с
today-next = Ближайшие визиты
today-here = На месте
today-here-done = На месте: { $name }
today-empty = Сегодня записей нет. Свободно { $places }.
today-empty-full = Сегодня записей нет.
today-invite = Записать клиента
today-close = Закрыть день
today-off = Сегодня выходной. Следующий рабочий день: { $day }.
today-off-long = Сегодня выходной.
today-over = На сегодня всё: визитов больше нет.
today-queue = Очередь
