exp = Опыты
exp-new = Новый опыт
exp-none = Опытов пока нет. Сравните два текста на своих клиентах.
exp-status-draft = Не начат
exp-status-running = Идёт
exp-status-stopped = Остановлен
exp-status-decided = Решён
exp-planned = Нужно по { $size } клиентов на вариант
exp-chosen = Выбран вариант { $variant }
exp-variant = Вариант { $variant }
exp-variant-a = А
exp-variant-b = Б
exp-as-now = Как сейчас
exp-early-visit = Пока рано судить: нужно ещё ~{ $outcomes } { $outcomes ->
        [one] визит
        [few] визита
       *[many] визитов
    }
exp-early-payment = Пока рано судить: нужно ещё ~{ $outcomes } { $outcomes ->
        [one] оплата
        [few] оплаты
       *[many] оплат
    }
exp-early-clients = Пока рано судить: нужно ещё ~{ $clients } { $clients ->
        [one] клиент
        [few] клиента
       *[many] клиентов
    }
exp-better = { $variant } лучше: { $points } п.п. (от { $from } до { $to })
exp-same = Разницы не видно: от { $from } до { $to } п.п.
exp-lopsided = Группы делятся неровно ({ $a } и { $b }): выводу верить нельзя
exp-fixed = Размер назначен заранее: по { $size } клиентов.
exp-progress = Известен итог: { $judged } из { $size } клиентов.
exp-waiting = Ждём итога: { $count }.
exp-came-visit = пришли { $came } из { $all }
exp-came-payment = оплатили { $came } из { $all }
exp-likely = скорее { $from }–{ $to }%
exp-counts-visit = Считаем визит, который состоялся за { $days } дн. после сообщения.
exp-counts-payment = Считаем оплату за { $days } дн. после сообщения.
exp-usual = Обычно { $share }%, по { $count } клиентам. Увидим разницу от { $effect } п.п.
exp-unusual = Своих данных мало, взяли с запасом. Увидим разницу от { $effect } п.п.
exp-keep = Оставить вариант { $variant }
exp-stop = Остановить
exp-stopped = Остановлен. Все клиенты получают то, что было.
exp-start = Начать опыт
exp-started = Опыт идёт.
exp-again = Продолжить опыт
exp-save = Сохранить на потом
exp-kept = Сохранили. Начать можно, когда появится оплата онлайн.
exp-decided = Теперь у всех вариант { $variant }. Вернуть можно в журнале.
exp-remove = Убрать
exp-step = Шаг { $step } из 3
exp-next = Дальше
exp-back = Назад
exp-what = Что пробуем
exp-choose = Выберите, что пробуем.
exp-kind-text = Текст сообщения
exp-kind-landing = Приветствие с рекламы
exp-kind-offer = Размер скидки
exp-kind-chain = Цепочка сообщений
exp-kind-questions = Свои вопросы
exp-kind-first = Кто отвечает первым
exp-kind-prepayment = Предоплата
exp-about-text = Половина клиентов прочтёт новый текст, половина прежний.
exp-about-landing = Кто придёт по ссылке с этой меткой, увидит одно из двух приветствий.
exp-about-offer = Половина клиентов получит другую скидку.
exp-about-chain = Половине клиентов цепочка придёт, половине нет.
exp-about-questions = Половина ответит на другие вопросы перед записью.
exp-about-first = Новым клиентам сразу ответит помощник или человек.
exp-about-prepayment = Предоплата против напоминаний. Начать можно, когда появится оплата онлайн.
exp-which-text = Какое сообщение
exp-which-offer = Какая скидка
exp-which-chain = Какая цепочка
exp-offer-no_show = После неявки
exp-campaign = Метка рекламы
exp-campaign-hint = Из ссылки: «spring» в «?start=ad_vk-spring».
exp-campaign-wrong = Латинские буквы, цифры, дефис.
exp-busy = Здесь уже идёт опыт: сначала остановите его.
exp-text-hint = Переменные в скобках подставит программа.
exp-copy = Взять текст варианта А
exp-english = Вариант Б по-английски
exp-english-hint = Пусто: клиенты, пишущие по-английски, не участвуют.
exp-alike = Варианты не отличаются.
exp-percent = Скидка { $percent }%
exp-percent-hint = Процент, от 0 до 90.
exp-percent-wrong = Число от 0 до 90.
exp-on = Цепочка приходит
exp-off = Цепочка не приходит
exp-no-questions = Без вопросов
exp-first-assistant = Сразу отвечает помощник
exp-first-people = Сразу зовём человека
exp-prepay = Предоплата при записи
exp-remind = Напоминания без предоплаты
exp-name = Название
exp-outcome = Что считаем успехом
exp-outcome-visit = Визит состоялся
exp-outcome-payment = Пришла оплата
exp-effect = Какую разницу важно увидеть
exp-points = { $points } п.п.
exp-size = Нужно по { $size } { $size ->
        [one] клиенту
       *[many] клиентов
    } на вариант
exp-weeks = Это примерно { $weeks } { $weeks ->
        [one] неделя
        [few] недели
       *[many] недель
    }
exp-weeks-unknown = Сколько это недель, пока не видно: таких клиентов ещё не было.
exp-chain-feedback = Отзыв после визита
exp-chain-return = Приглашение вернуться
exp-chain-trial = После пробного визита
exp-chain-upsell = Дополнение к записи
