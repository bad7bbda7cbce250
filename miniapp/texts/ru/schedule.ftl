sched-loading = Загружаем расписание
sched-empty = На этот день никто не работает.
sched-open-hours = Открыть часы
sched-today = Сегодня
sched-prev = Предыдущий день
sched-next = Следующий день
sched-pick-day = { $day }, выбрать день
sched-view = Вид
sched-view-day = День
sched-view-week = Неделя
sched-view-list = Список
sched-masters = Мастера
sched-rooms = Кабинеты
sched-more-masters = +{ $count }
sched-who = Кого показать
sched-free-hours = { $name }, свободно { $free }
sched-column = { $name }, { $day }
sched-nobody = Без клиента
sched-free = Свободно
sched-free-name = Свободно { $span }, { $name }. Записать
sched-visit-name = { $span }, { $client }, { $services }, { $state }, { $master }
sched-hold = Клиент выбирает, ещё { $minutes } мин
sched-hold-short = ещё { $minutes } мин
sched-class = { $name }, { $taken } из { $capacity }
sched-seats = { $taken } из { $capacity }
sched-class-name = { $span }, { $name }, занято { $taken } из { $capacity }, { $master }
sched-blocked = Закрыто
sched-block-name = { $span }, закрыто{ $reason }, { $master }
sched-off = Не работает
sched-off-name = { $span }, не работает{ $reason }, { $master }
sched-external = Занято в Bitrix24
sched-external-age = обновлено { $minutes } мин назад
sched-external-old = обновлено { $hours } ч назад
sched-outdated = Время из Bitrix24 не обновлялось с { $time }: там могло что-то измениться.
sched-outdated-never = Занятое время из Bitrix24 ещё не прочитано.
sched-astray = вне рабочего времени
sched-planned-long = ждём подтверждения
sched-now = Сейчас { $time }
sched-add = Добавить
sched-book = Записать
sched-month = Выбрать день
sched-month-prev = Предыдущий месяц
sched-month-next = Следующий месяц
sched-month-day = { $day }, { $visits ->
    [0] записей нет
    [one] { $visits } запись
    [few] { $visits } записи
   *[other] { $visits } записей
}
sched-month-closed = { $day }, выходной
sched-week-visits = { $visits ->
    [one] { $visits } запись
    [few] { $visits } записи
   *[other] { $visits } записей
}
sched-week-free = своб. { $free }
sched-off-short = выходной
sched-list-empty = Записей нет.

sched-menu = Действия: { $client }
sched-menu-open = Открыть
sched-menu-here = На месте
sched-menu-noshow = Не пришли
sched-menu-noshow-from = Можно с { $time }
sched-menu-move = Перенести
sched-menu-write = Написать
sched-menu-no-chat = У клиента нет переписки.
sched-marked-here = На месте: { $client }
sched-marked-noshow = Неявка. Клиенту напишем в { $time }.
sched-marked-noshow-quiet = Неявка отмечена.
sched-undone = Вернули как было.
sched-dont-write = Не писать
sched-wont-write = Клиенту не напишем.

sched-moving = Переносим: { $client }
sched-moving-how = { $services }, { $length }. Нажмите на свободное место.
sched-moving-none = На этот день мест нет.
sched-moving-next = Ближайшее: { $at }
sched-moving-was = было: { $at }, { $master }
sched-moving-stuck = Этот визит уже не перенести.
sched-everyone = Все
sched-taken-column = занято
sched-move-to = Перенести на { $time }
sched-start-name = { $time }, { $master }
sched-start-day = { $day }, { $time }, { $master }
sched-pick-place = Выберите место
sched-tell = Сообщить клиенту
sched-moved = Перенесено на { $time }.
sched-moved-told = Перенесено на { $time }. Клиенту напишем через 10 с.
sched-drop = На { $time }, { $master }?
sched-drop-move = Перенести
sched-drop-back = Вернуть
sched-resize = До { $time }, { $length }?
sched-resize-do = Изменить
sched-resize-until = До { $time }
sched-resized = Закончим в { $time }.
sched-nearby = Свободно рядом:
sched-lost = { $time } уже занято.

sched-block = Закрыть время
sched-block-edit = Закрытое время
sched-absence = Отсутствие
sched-kind = Что это
sched-kind-block = Часы
sched-kind-off = Целые дни
sched-block-who = Кто
sched-block-from = С
sched-block-to = До
sched-block-date = День
sched-block-first = Первый день
sched-block-last = Последний день
sched-block-repeat = Повторять
sched-block-weekdays = По дням недели
sched-block-until = Повторять до
sched-block-reason = Причина
sched-block-reason-hint = Клиенты её не увидят.
sched-block-save = Закрыть { $span }
sched-off-save = Закрыть { $days }
sched-block-change = Сохранить
sched-block-open = Открыть время
sched-block-open-series = Открыть и все следующие
sched-off-open = Отменить отсутствие
sched-block-wrong = Конец должен быть позже начала.
sched-block-done = Время закрыто.
sched-block-changed = Время изменено.
sched-block-opened = Время открыто.
sched-affects-none = Никого не заденет.
sched-affects = { $count ->
    [one] Заденет { $count } запись. Решите по ней.
    [few] Заденет { $count } записи. Решите по каждой.
   *[other] Заденет { $count } записей. Решите по каждой.
}
sched-affects-move = Перенести
sched-affects-keep = Оставить
sched-affects-decide = Решите, что с этой записью.
sched-affects-left = Осталось решить: { $count }
