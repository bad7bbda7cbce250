# Цепочки сообщений
more-chains = Цепочки
chains = Цепочки
chain-feedback = Отзыв после визита
chain-feedback-what = Оценка от 1 до 5 через два часа
chain-feedback-about = Через два часа после визита просим оценку. От 1 до 3 сразу передаём человеку вместе со словами клиента, после 4 и 5 зовём оставить отзыв, если у филиала есть ссылка.
chain-return = Пора снова
chain-return-what = Предлагаем ту же услугу у того же мастера
chain-return-about = Через 30 дней после визита, или через столько, сколько указано в услуге, предлагаем записаться снова: та же услуга, тот же мастер, ближайшее время кнопками. Если ответа нет, через неделю пишем ещё раз, и всё.
chain-trial = Второе занятие
chain-trial-what = После пробного зовём на следующее
chain-trial-about = На следующий день после пробного визита предлагаем второй. Что предложить, указано в пробной услуге: «Хорошо сочетается».
chain-upsell = К этой записи подойдёт
chain-upsell-what = Одна услуга в дополнение к записи
chain-upsell-about = Через 15 минут после записи предлагаем одну услугу из «Хорошо сочетается», если рядом есть свободное время. «Добавить» сразу ставит её в ту же запись.
chain-on = Включена
chain-off = Выключена
chain-switch = Отправлять
chain-needs-consent = Только тем, кто согласился на предложения в этом канале. Не чаще, чем задано в правилах помощника, с 9 до 21. Прекращается, когда клиент записался, ответил «стоп» или говорит с человеком.
chain-steps = Что и когда пишем
chain-edit-text = Изменить текст
chain-wait-minutes = Через { $minutes } мин
chain-wait-hours = Через { $hours } ч
chain-wait-days = Через { $days } дн., в { $clock }
chain-wait-cycle = Через срок услуги, обычно 30 дн., в { $clock }
chain-reach = Кого коснётся сейчас
chain-reach-count = { $count ->
    [0] Из тех, кто уже был, писать некому.
    [one] { $count } клиент, который уже был.
    [few] { $count } клиента, которые уже были.
   *[many] { $count } клиентов, которые уже были.
  }
chain-reach-too = Написать и им
chain-reach-hint = Не больше { $count } в час. Без этого пишем только после новых визитов.
chain-reach-show = Показать первых
chain-reach-row = Визит { $visit }, напишем { $due }
chain-nameless = Без имени
chain-results = Что вышло за 90 дней
chain-result = Отправлено { $sent }, ответили { $answered }, записались { $booked }
chain-planned = Ждут отправки: { $count }
chain-turned-on = { $count ->
    [0] Включено. Пишем после новых визитов.
   *[other] Включено. Напишем и тем, кто уже был: { $count }.
  }
chain-turned-off = Выключено. Что ждало отправки, не отправим.
settings-cycle = Звать снова через, дней
settings-cycle-hint = Пусто: через 30. 0: не звать.
settings-trial = Пробная услуга
settings-goes = Хорошо сочетается
settings-review = Ссылка на отзывы
settings-review-hint = Показываем тем, кто поставил 4 или 5.
settings-marketing = Предложений в месяц клиенту, не больше
notice-chain = Цепочка
notice-chain_feedback = Просьба об оценке
notice-chain_return = Предложение записаться снова
notice-chain_trial = Предложение второго визита
notice-chain_upsell = Предложение услуги к записи
visit-score = Оценка { $score } из 5
client-score = Оценки: { $score } из 5 в среднем, всего { $count }
client-stop-offers = Не присылать предложения
client-stopped-offers = Предложений больше не будет.
