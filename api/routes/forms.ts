import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { channelLinks } from '../../db/channels.ts'
import type { Guard } from '../auth/actor.ts'
import { formKey } from '../formkeys.ts'
import { answers, body, createRoutes, gone, guarded } from '../routing.ts'
import type { System } from '../system.ts'

/** «https://www.Салон.рф/запись» is the host «xn--80awgdm.xn--p1ai», as browsers name it. */
const host = z
  .string()
  .trim()
  .toLowerCase()
  .transform(
    (text) => URL.parse(/^https?:/.test(text) ? text : `https://${text}`)?.hostname.replace(/^www\./, '') ?? '',
  )
  .refine((text) => /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(text) || text === 'localhost')

/** Keys of forms that stand on the business's own sites. */
export function forms(system: System, guard: Guard) {
  const rootOf = (c: Context) => system.publicUrl ?? new URL(c.req.url).origin
  return createRoutes()
    .openapi(
      guarded(guard, 'channels', {
        method: 'get',
        path: '/api/forms/widget',
        summary: 'Строка, которая ставит чат на свой сайт',
        responses: { 200: answers(z.object({ html: z.string() })) },
      }),
      async (c) => {
        const channels = await channelLinks(system.db, c.var.actor.businessId)
        const key = channels.find(({ kind }) => kind === 'web')?.key
        if (!key) return gone(c)
        return c.json({ html: `<script src="${rootOf(c)}/widget.js" data-channel="${key}" async></script>` }, 200)
      },
    )
    .openapi(
      guarded(guard, 'channels', {
        method: 'post',
        path: '/api/forms/key',
        summary: 'Ключ формы для своих сайтов и готовая форма',
        request: { body: body(z.object({ hosts: z.array(host).min(1).max(10) })) },
        responses: { 200: answers(z.object({ key: z.string(), html: z.string() })) },
      }),
      async (c) => {
        const { hosts } = c.req.valid('json')
        const key = await formKey(system.secretKey, { businessId: c.var.actor.businessId, hosts: [...new Set(hosts)] })
        return c.json({ key, html: htmlOf(`${rootOf(c)}/api/lead?form=${encodeURIComponent(key)}`) }, 200)
      },
    )
}

/** A form that works as it is; its look is the site's. */
const htmlOf = (address: string) => `<form class="okoshko-lead">
  <input name="client_name" autocomplete="name" required placeholder="Как вас зовут">
  <input name="phone" type="tel" autocomplete="tel" required placeholder="Телефон">
  <input name="preferred_time" placeholder="Когда удобно: завтра после 15">
  <input name="website" tabindex="-1" autocomplete="off" hidden>
  <label><input name="consent" type="checkbox" required> Согласие на обработку персональных данных</label>
  <button>Записаться</button>
</form>
<script>
  document.querySelectorAll('.okoshko-lead').forEach((form) => {
    form.onsubmit = async (event) => {
      event.preventDefault()
      const fields = Object.fromEntries(new FormData(form))
      const lead = { ...fields, page: location.href, referrer: document.referrer }
      const init = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(lead) }
      const answer = await fetch('${address}', init).then((response) => response.json(), () => null)
      const trouble = answer ? answer.error && Object.values(answer.error.fields || {}).flat()[0] || answer.error && answer.error.message : 'Нет связи. Попробуйте ещё раз.'
      if (trouble) alert(trouble)
      else form.replaceChildren('Спасибо, заявка у нас. Мы свяжемся с вами.')
    }
  })
</script>
`
