back = Назад
close = Закрыть
undo = Отменить
again = Повторить
save = Сохранить
cancel = Отмена
loading = Загружаем
seconds-left = { $count } с
choose = Выберите

state-planned = Ждём
state-confirmed = Подтверждено
state-here = На месте
state-paid = Оплачено
state-unpaid = Не оплачено
state-noshow = Неявка
state-blocked = Закрыто
state-cancelled = Отменена

trouble-offline = Нет связи
trouble-slow = Дольше обычного, ещё пробуем.
trouble-server = Не получилось на нашей стороне. Ничего не изменилось.
trouble-code = Код { $code }
trouble-forbidden = Это может сделать администратор.
trouble-gone = Этого больше нет или вам это не видно.
trouble-limited = Слишком часто. Подождите { $seconds ->
    [one] { $seconds } секунду
    [few] { $seconds } секунды
   *[other] { $seconds } секунд
}.
trouble-wait-online = Менять можно будет, когда связь вернётся.

conflict = Пока вы правили, запись изменили: { $name }, { $time }.
conflict-unknown = Пока вы правили, это изменили.
conflict-now = Сейчас
conflict-yours = У вас
conflict-keep = Оставить как сейчас
conflict-write = Записать моё

draft = Черновик от { $time }
draft-drop = Убрать
required = Заполните это поле.
money-wrong = Напишите сумму, например 1 200.
ask-type = Напишите «{ $word }»
where = Где вы работаете
where-now = { $name }, выбрать другое место
where-here = выбрано
where-branches = Филиал
where-businesses = Компания
