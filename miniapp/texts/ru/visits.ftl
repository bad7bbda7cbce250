visit-loading = Загружаем визит
visit-arrived = Клиент на месте
visit-pay = Принять { $amount }
visit-again = Записать снова
visit-move = Перенести
visit-cancel = Отменить запись
visit-restore = Вернуть запись
visit-noshow = Не пришли
visit-unmark = Снять отметку
visit-refund = Возврат
visit-more = Что ещё можно сделать
visit-chat = Чат
visit-call = Позвонить
visit-copy = Скопировать номер
visit-copied = Номер скопирован
visit-nobody = Без имени
visit-counts = { $visits ->
    [0] Первый визит
    [one] { $visits } визит
    [few] { $visits } визита
   *[other] { $visits } визитов
}{ $noshows ->
    [0] {""}
    [one] , { $noshows } неявка
    [few] , { $noshows } неявки
   *[other] , { $noshows } неявок
}
visit-late-cancels = { $count ->
    [one] { $count } поздняя отмена
    [few] { $count } поздние отмены
   *[other] { $count } поздних отмен
}
visit-barred = в чёрном списке
visit-vip = важный клиент
visit-note = Заметка
visit-note-add = Добавить заметку
visit-note-edit = Изменить заметку
visit-note-save = Сохранить заметку
visit-test = Пробная запись
visit-outside = Вне правил: { $reason }
visit-money = Деньги
visit-unpaid = не оплачено
visit-part = оплачено { $paid }, осталось { $left }
visit-settled = оплачено
visit-free = бесплатно
visit-discount = Скидка { $amount }: { $reason }
visit-payment = Оплата, { $method }
visit-repaid = Возврат, { $method }
visit-unconfirmed = Не подтверждён: на напоминание нет ответа
visit-notices = Сообщения клиенту
visit-history = История ({ $count })
visit-return = Вернуть
visit-undelivered = Не дошло: { $reason }. Позвоните: { $phone }
visit-cancelled-by = Запись отменена: { $by }, { $time }
visit-by-client = клиент
visit-by-us = мы
visit-done-undone = Отменили.
visit-moved-bar = Перенесено на { $time }.
visit-cancelled-bar = Запись отменена.
visit-restored-bar = Запись вернули.
visit-arrived-bar = Клиент на месте.
visit-noshow-bar = Неявка.
visit-paid-bar = Приняли { $amount }.
visit-free-bar = Отметили: бесплатно.
visit-refunded-bar = Вернули { $amount }.
visit-booked-bar = Записано: { $time }.
visit-will-tell = Клиенту напишем через 10 с.
visit-will-tell-at = Клиенту напишем в { $time }.
visit-silence = Не писать
visit-silent = Не напишем.
visit-changed = Запись изменили. Показываем как сейчас.
visit-held = Держим место
visit-tell = Сообщить: { $channel }
visit-tell-nobody = Сообщить некуда: позвоните

did-booked = Записали
did-moved = Перенесли
did-resized = Изменили длительность
did-cancelled = Отменили
did-restored = Вернули
did-arrived = На месте
did-no_show = Неявка
did-paid = Оплата
did-refunded = Возврат
did-priced = Цена изменена
did-undone = Сняли отметку
did-noted = Заметка
did-notify_now = Сообщение сразу
did-notify_never = Без сообщения
did-notify_back = Сообщение вернули
did-client_booked = Записался клиент
did-client_moved = Перенёс клиент
did-client_cancelled = Отменил клиент
did-client = Клиент в чате
did-taken-back = отменено

pay-title = Оплата
pay-price = Цена
pay-amount = Сумма
pay-method = Как платят
pay-cash = наличные
pay-card = карта
pay-transfer = перевод
pay-online = онлайн
pay-discount = Скидка
pay-none = Без скидки
pay-rubles = В рублях
pay-percent = В процентах
pay-free = Бесплатно
pay-size = Размер скидки
pay-why = Причина
pay-promo = Акция
pay-regular = Постоянный
pay-mistake = Ошибка
pay-own = Своё
pay-why-free = Почему бесплатно? Это увидит владелец.
pay-why-discount = Укажите причину скидки.
pay-total = К оплате { $amount }
pay-do-free = Отметить: бесплатно
pay-do = Принять { $amount }
pay-too-much = Осталось заплатить { $amount }.
pay-percent-wrong = От 0 до 100.
refund-title = Возврат
refund-do = Вернуть { $amount }
refund-why = Укажите причину возврата.

cancel-title = Отмена записи
cancel-who = Кто отменяет
cancel-client = Клиент попросил
cancel-us = Мы отменяем
cancel-why = Причина для журнала
cancel-late = По правилам отмена за { $hours } ч. Отменить всё равно?
cancel-text = Клиент прочитает

book-client = Клиент
book-find = Имя или конец номера
book-found = Нашли
book-nobody-found = Никого по «{ $text }».
book-new = Новый: { $text }
book-nobody = Без клиента
book-other-client = Другой клиент
book-name = Имя
book-phone = Телефон
book-consent = Клиент согласен на обработку данных
book-need-consent = Телефон сохраняем только с согласием.
book-last = { $visits ->
    [0] ещё не приходили
    [one] { $visits } визит
    [few] { $visits } визита
   *[other] { $visits } визитов
}
book-noshows = { $count ->
    [one] { $count } неявка
    [few] { $count } неявки
   *[other] { $count } неявок
}: нужна предоплата
book-service = Услуга
book-services = Услуги
book-add = Ещё услуга
book-drop = Убрать: { $name }
book-master = Мастер
book-anyone = Любой
book-day = День
book-time = Время
book-more = ещё
book-own-time = Своё время
book-no-time = { $day }: мест нет.
book-near = Ближайшее:
book-price = Цена
book-note = Заметка
book-tell = Сообщить клиенту
book-do = Записать на { $time }
book-do-any = Записать
book-pick-service = Выберите услугу.
book-pick-time = Выберите время.
book-free-near = Свободно рядом:
book-force = Записать всё равно
book-loading-times = Ищем время
book-branch = Филиал
visit-score = Оценка { $score } из 5
