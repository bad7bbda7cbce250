links = Ссылки и QR
links-lead = Клиент открывает ссылку или наводит камеру, и обращение записано на ваш источник и кампанию.
links-where = Где разместите
links-where-vk = ВКонтакте
links-where-instagram = Instagram
links-where-maps = Карты
links-where-site = Сайт
links-where-flyer = Листовка
links-where-other = Другое
links-own = Своё название
links-own-error = Напишите, где разместите: буквы или цифры.
links-how = Как
links-how-cpc = Реклама
links-how-post = Пост или кнопка
links-how-qr = QR на бумаге
links-campaign = Кампания
links-campaign-hint = Необязательно: «Осень 2026». Её увидите в цифрах.
links-to-telegram = В Telegram
links-to-web = В чат на сайте
links-to-page = На вашу страницу
links-qr = QR-код ссылки
links-results = Сколько привели
links-site = На вашем сайте
links-site-lead = Одна строка перед </body>: кнопка чата на каждой странице.
links-hosts = Адрес сайта
links-hosts-hint = Форма заявки будет работать только на нём.
links-hosts-error = Напишите адрес так: salon.ru
links-form = Получить форму заявки
links-copy-line = Скопировать строку
links-copy-form = Скопировать форму
links-to-whatsapp = В WhatsApp
links-to-instagram = В Instagram
links-code = Код в скобках в конце текста говорит, откуда клиент. Остальной текст он может изменить.
links-save = Сохранить ссылку
links-save-hint = У сохранённой видно, что она принесла, и есть код для WhatsApp.
links-save-done = Ссылка сохранена.
links-saved = Ваши ссылки
links-saved-hint = Что принесла каждая: обращения, записи, визиты, деньги.
links-leads = { $count ->
    [one] { $count } обращение
    [few] { $count } обращения
   *[other] { $count } обращений
}
links-booked = записались { $count }
links-visited = пришли { $count }
links-paid = оплатили { $count }
links-remove = Убрать из списка
links-removed = Убрали. Кто придёт по ней, всё равно посчитан.
