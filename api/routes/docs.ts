import { Hono } from 'hono'
import { html, raw } from 'hono/html'

type Operation = {
  summary?: string
  'x-right'?: string
  parameters?: unknown[]
  requestBody?: unknown
  responses?: Record<string, unknown>
}

/** The part of an OpenAPI document that the page shows. */
export type Description = {
  paths?: Record<string, Record<string, Operation>>
  webhooks?: Record<string, Record<string, Operation>>
  components?: { schemas?: Record<string, unknown> }
}

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}
h2{margin-top:2rem;font-size:1.1rem}details{border-top:1px solid #ddd;padding:.5rem 0}summary{cursor:pointer}
code{font-family:ui-monospace,monospace}.method{display:inline-block;width:4.5rem;font-weight:600}.right{color:#555}
pre{background:#f4f4f4;padding:1rem;overflow:auto;font-size:.85rem}
@media(prefers-color-scheme:dark){body{color:#eee;background:#17212b}pre{background:#232e3c}details{border-color:#344}.right{color:#aab}}`

/** A page on which people browse the API: made from its own description, without scripts. */
export function docs(describe: () => Description) {
  const app = new Hono()
  app.get('/api/docs.css', (c) => c.body(STYLE, 200, { 'Content-Type': 'text/css; charset=utf-8' }))
  app.get('/api/docs', (c) => {
    const { paths = {}, webhooks = {}, components } = describe()
    const groups = Map.groupBy(Object.entries(paths), ([path]) => path.split('/')[2] ?? '')
    return c.html(
      html`<!doctype html>
        <html lang="ru">
          <head>
            <meta charset="utf-8" />
            <meta name="viewport" content="width=device-width, initial-scale=1" />
            <title>API Окошка</title>
            <link rel="stylesheet" href="/api/docs.css" />
          </head>
          <body>
            <h1>API Окошка</h1>
            <p>
              Каждый запрос несёт <code>Authorization: Bearer …</code>: ключ программы (LEAD_API_KEY) или сессию
              сотрудника. Отказ всегда одного вида: <code>{"error":{"code","message"}}</code>. Описание для программ:
              <a href="/api/openapi.json">openapi.json</a>.
            </p>
            ${[...groups].map(
              ([group, entries]) => html`<h2>${group}</h2>
                ${entries.flatMap(([path, methods]) =>
                  Object.entries(methods).map(([method, operation]) => shown(path, method, operation)),
                )}`,
            )}
            <h2 id="webhooks">Вебхуки: что мы шлём на ваш адрес</h2>
            <p>
              <code>POST</code> с JSON, одно событие в запросе. Подпись по открытому стандарту (standardwebhooks.com, есть
              готовые библиотеки): <code>webhook-signature</code> — это <code>v1,</code> и base64 от HMAC-SHA256 строки
              <code>{webhook-id}.{webhook-timestamp}.{тело}</code>; ключ — секрет после <code>whsec_</code>, разобранный из
              base64. Проверяйте тело до разбора, не принимайте старше пяти минут. Ответьте 2xx за десять секунд, иначе
              пришлём снова с тем же <code>webhook-id</code>: такой номер, если он уже был, пропустите. Порядок не обещан:
              <code>sequence</code> меньше того, что есть, — старое.
            </p>
            ${Object.entries(webhooks).flatMap(([name, methods]) =>
              Object.entries(methods).map(([method, operation]) => shown(name, method, operation)),
            )}
            <h2>Схемы</h2>
            ${Object.entries(components?.schemas ?? {}).map(
              ([name, schema]) => html`<details><summary><code>${name}</code></summary>${code(schema)}</details>`,
            )}
          </body>
        </html>`,
    )
  })
  return app
}

function shown(path: string, method: string, operation: Operation) {
  const { summary, parameters, requestBody, responses } = operation
  const right = operation['x-right']
  return html`<details>
    <summary>
      <code class="method">${method.toUpperCase()}</code> <code>${path}</code> ${summary ?? ''}
      ${right ? html`<span class="right">· ${right}</span>` : ''}
    </summary>
    ${code({ parameters, requestBody, responses })}
  </details>`
}

const code = (value: unknown) =>
  html`<pre>${raw(JSON.stringify(value, null, 2).replaceAll('&', '&amp;').replaceAll('<', '&lt;'))}</pre>`
