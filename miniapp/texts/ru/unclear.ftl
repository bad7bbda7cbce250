unclear-loading = Загружаем фразы
unclear-week = эта неделя
unclear-empty = На этой неделе всё понятно.
unclear-phrases = { $count ->
    [one] { $count } фраза
    [few] { $count } фразы
   *[other] { $count } фраз
}
unclear-single = Отдельная фраза
unclear-rest = ещё { $count }
unclear-groups = Группы
unclear-about = Это про:
unclear-meanings = Что это значит
unclear-all-meanings = Ещё
unclear-not-ours = Не про нас
unclear-preview = Будет: поймём { $understood } из { $of }
unclear-changed = { $count ->
    [one] Станут иначе: { $count } фраза
    [few] Станут иначе: { $count } фразы
   *[other] Станут иначе: { $count } фраз
}
unclear-unchanged = Другие фразы не изменятся.
unclear-change = сейчас: { $before }, станет: { $after }
unclear-nothing = не понимаем
unclear-teach = { $count ->
    [one] Добавить { $count } пример
    [few] Добавить { $count } примера
   *[other] Добавить { $count } примеров
}
unclear-choose = Выберите, про что это
unclear-taught = Теперь поймём { $understood } из { $of }.
unclear-hidden = Группа убрана.
unclear-back = Вернули как было.
meaning-book = Записаться
meaning-cancel = Отменить
meaning-reschedule = Перенести
meaning-confirm = Подтверждают
meaning-deny = Отказ
meaning-price = Цены
meaning-hours = Часы
meaning-address = Адрес
meaning-services = Услуги
meaning-staff = Мастера
meaning-human = Позвать человека
meaning-complaint = Жалоба
meaning-greeting = Приветствие
meaning-thanks = Спасибо
meaning-goodbye = Прощание
meaning-check_booking = Моя запись
meaning-payment = Оплата
meaning-out_of_scope = Не про нас
key-teach = Добавить примеры
key-choose = Выбрать значение
